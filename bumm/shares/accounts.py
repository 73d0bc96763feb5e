"""The accounts of the chart, which all books begin with, that the register moves."""

CASH, BANK = "1.1.01.01", "1.1.01.02"
SUBSCRIPTIONS = "2.1.03"  # paid for shares that are not issued yet
REDEMPTIONS = "2.1.04"  # owed for shares that were redeemed
CAPITAL, PREMIUM = "3.1.01", "3.1.02"
RETAINED_EARNINGS = "3.3.01"
