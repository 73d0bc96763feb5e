"""The accounts of the chart that a sale moves. (A group's own account is beneath the group payables.)"""

from enum import StrEnum

CLEARING, CUSTODY = "1.1.01.03", "1.1.01.04"
DUE_FROM_GROUPS = "1.1.03.02"
DEPOSITS = "2.1.01"
COMMISSION, DELIVERY, DISCOUNTS = "4.1.01", "4.1.02", "4.1.04"
GATEWAY_FEES = "6.1.07"
UNIQUE_CODES = "7.1.01"


class Money(StrEnum):
    """Where money of the BUMM is: its value is the account."""

    CASH = "1.1.01.01"
    BANK = "1.1.01.02"
    CLEARING = CLEARING
    CUSTODY = CUSTODY
