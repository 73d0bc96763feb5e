"""Every change to distributions. Each function is one transaction, and locks the run before anything else.

Called again with the same, each changes nothing, so that whatever broke off is simply done once more.
"""

from bumm.distribution.services.batches import approve_batch, cancel_batch, prepare_batch
from bumm.distribution.services.decisions import (
    announce_distribution,
    approve_distribution,
    put_to_meeting,
    reverse_distribution,
    void_distribution,
)
from bumm.distribution.services.drafts import carry_on, prepare_distribution
from bumm.distribution.services.objections import answer_objection, raise_objection
from bumm.distribution.services.payments import (
    record_paid,
    record_recovery,
    record_return,
    strike_payment,
)
from bumm.distribution.services.standing_orders import record_bank_account, set_group_rule

__all__ = [
    "announce_distribution",
    "answer_objection",
    "approve_batch",
    "approve_distribution",
    "cancel_batch",
    "carry_on",
    "prepare_batch",
    "prepare_distribution",
    "put_to_meeting",
    "raise_objection",
    "record_bank_account",
    "record_paid",
    "record_recovery",
    "record_return",
    "reverse_distribution",
    "set_group_rule",
    "strike_payment",
    "void_distribution",
]
