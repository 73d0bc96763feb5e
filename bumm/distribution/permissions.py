"""Who may do what with distributions in the office. Whoever prepared a run never approves it: the service says so."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from bumm.distribution.models import BankAccount, Distribution, GroupRule, Objection, Payment, PaymentBatch
from bumm.distribution.paying import parties_of
from bumm.people.models import User
from bumm.shares.permissions import READERS, RegisterPolicy


class OfPartiesPolicy(RegisterPolicy):
    """For rows of a party, which may have to do with several BUMM."""

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Any]:
        return self.model._default_manager.filter(party__in=parties_of(self.bumm_for(user, actions)))


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
bank_accounts = OfPartiesPolicy(BankAccount, bumm="party", view=READERS, add=["treasurer"])
group_rules = RegisterPolicy(GroupRule, bumm="group__selling_bumm", view=READERS, add=["treasurer", "manager"])

ALL = [distributions, objections, batches, payments, bank_accounts, group_rules]
