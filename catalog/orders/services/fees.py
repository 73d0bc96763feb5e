"""What is taken for bringing an order."""

from collections.abc import Mapping

from django.db import transaction

from bumm.people.models import Bumm
from catalog.orders.models import DeliveryFee


@transaction.atomic
def set_fees(*, bumm: Bumm, fees: Mapping[str | None, int | None]) -> None:
    """Take so many rupiah for bringing an order to a kecamatan (by its code) or, under None, beyond Surakarta; where
    the fee is None, bring none there. What is not named stays. Raises ValidationError."""
    for place, fee in fees.items():
        rows = DeliveryFee.objects.filter(bumm=bumm, kecamatan=place)
        if fee is None:
            rows.delete()
            continue
        row = rows.first() or DeliveryFee(bumm=bumm, kecamatan_id=place)
        row.fee = fee
        row.full_clean()
        row.save()
