"""The accounts of the chart, which all books begin with, that a distribution moves."""

CASH, BANK = "1.1.01.01", "1.1.01.02"
RECEIVABLES = "1.1.03.01"  # what was paid out of a run that was reversed
PAYABLE = "2.1.05"  # what holders and groups have yet to get
RETAINED_EARNINGS = "3.3.01"
RESERVE = "3.3.02"
