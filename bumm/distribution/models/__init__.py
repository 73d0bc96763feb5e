"""How a year's income is shared out: runs with what each froze and allocated, objections to them, and payments."""

from bumm.distribution.models.allocations import Allocation, MemberPart, Part, Pool
from bumm.distribution.models.objections import Objection
from bumm.distribution.models.payments import BankAccount, Payment, PaymentBatch
from bumm.distribution.models.rules import GroupRule, GroupRuleWeight
from bumm.distribution.models.runs import Distribution

__all__ = [
    "Allocation",
    "BankAccount",
    "Distribution",
    "GroupRule",
    "GroupRuleWeight",
    "MemberPart",
    "Objection",
    "Part",
    "Payment",
    "PaymentBatch",
    "Pool",
]
