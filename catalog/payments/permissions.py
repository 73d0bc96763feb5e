"""Who may do what with payments in the office. Whoever asked for a refund never makes it: the service says so."""

from bumm.people.permissions import AssignmentPolicy
from bumm.shares.permissions import RegisterPolicy
from catalog.payments.models import GatewayEvent, MerchantAccount, Payment, Refund

KEEPERS = ["treasurer", "manager"]
READERS = [*KEEPERS, "supervisor", "auditor"]

payments = RegisterPolicy(Payment, bumm="bumm", view=READERS, change=KEEPERS)
refunds = RegisterPolicy(Refund, bumm="payment__bumm", view=READERS, change=KEEPERS)
accounts = RegisterPolicy(MerchantAccount, bumm="bumm", view=READERS, add=KEEPERS)
messages = AssignmentPolicy(GatewayEvent, readers=["auditor"], addable=False)

ALL = [payments, refunds, accounts, messages]
