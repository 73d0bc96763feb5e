"""What is done to a register in the office, a page for each deed."""
