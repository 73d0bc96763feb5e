"""What the menu of distributions has of payments, and what the office's history calls their steps."""

from django.utils.translation import gettext_lazy as _

from bumm.distribution.office.bank_accounts import BankAccountViewSet
from bumm.distribution.office.batches import BatchViewSet
from bumm.distribution.office.group_rules import GroupRuleViewSet

PAYING = (BatchViewSet, BankAccountViewSet, GroupRuleViewSet)
STEPS = {
    "distribution.prepare_batch": _("Prepared a batch of payments"),
    "distribution.approve_batch": _("Approved a batch of payments"),
    "distribution.cancel_batch": _("Cancelled a batch of payments"),
    "distribution.record_paid": _("Recorded payments"),
    "distribution.strike_payment": _("Struck a payment off"),
    "distribution.record_return": _("Recorded that a payment came back"),
    "distribution.record_recovery": _("Recorded that a payment was given back"),
    "distribution.record_bank_account": _("Recorded a bank account"),
    "distribution.set_group_rule": _("Recorded a group’s rule"),
}
