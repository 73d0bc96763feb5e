"""Who may do what with distributions in the office. Whoever prepared a run never approves it: the service says so."""

from bumm.distribution.models import BankAccount, Distribution, Objection, Payment, PaymentBatch
from bumm.shares.permissions import READERS, RegisterPolicy

# A run is prepared (`add`), taken on its way with its objections answered (`change`), objected to, given up before it
# is posted, and approved or reversed (`approve`).
distributions = RegisterPolicy(
    Distribution,
    bumm="bumm",
    view=READERS,
    add=["treasurer"],
    change=["manager"],
    object=["treasurer", "manager"],
    void=["treasurer", "manager", "supervisor"],
    approve=["manager", "supervisor"],
)
objections = RegisterPolicy(
    Objection, bumm="distribution__bumm", view=READERS, add=["treasurer", "manager"], change=["manager"]
)
batches = RegisterPolicy(
    PaymentBatch,
    bumm="distribution__bumm",
    view=READERS,
    add=["treasurer"],
    change=["treasurer"],
    approve=["manager", "supervisor"],
)
payments = RegisterPolicy(Payment, bumm="distribution__bumm", view=READERS, change=["treasurer"])
bank_accounts = RegisterPolicy(
    BankAccount, bumm="party__allocations__pool__part__distribution__bumm", view=READERS, add=["treasurer"]
)

ALL = [distributions, objections, batches, payments, bank_accounts]
