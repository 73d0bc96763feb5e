"""Where a BUMM is paid from now on."""

from django.db import transaction

from bumm.people.models import Bumm, User
from catalog.payments import qris as codes
from catalog.payments.exceptions import AccountOfAnother
from catalog.payments.models import MerchantAccount
from catalog.payments.selectors import account_of, latest_accounts


@transaction.atomic
def record_account(
    *, bumm: Bumm, by: User | None, bank: str = "", number: str = "", holder: str = "", qris: str = ""
) -> MerchantAccount:
    """What is left empty is not offered any more. The same again changes nothing.

    The number may be written with blanks, points and dashes. Raises InvalidQris, AccountOfAnother, ValidationError.
    """
    digits = "".join(sign for sign in number if sign not in " .-")
    said = {"bank": bank.strip(), "number": digits, "holder": holder.strip(), "qris": ""}
    if qris.strip():
        said["qris"] = codes.read_static(qris).payload
    latest = account_of(bumm)
    if latest and all(getattr(latest, name) == value for name, value in said.items()):
        return latest
    if digits and latest_accounts().filter(number=digits).exclude(bumm=bumm).exists():
        raise AccountOfAnother
    account = MerchantAccount(bumm=bumm, recorded_by=by, **said)
    account.full_clean()
    account.save()
    return account
