"""A group's goods from a table, with pictures from a ZIP: understood as a whole first, then stored as a whole or not.

The rooms, in the order in which a file passes them: `archives` refuses ZIPs that would do harm, `sheets` and
`workbooks` read a table as text, `cells` turns a cell into a value, `pictures` looks at the ZIP of pictures, `plan`
says what would change, `storing` and `bulk` store it, `runs` does all of it for the office in the background. The way
back is `export` and `writing`.
"""
