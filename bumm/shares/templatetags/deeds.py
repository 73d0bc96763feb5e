"""The buttons for what may be done to a record of the register, for whoever may do it."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from bumm.charter.models import Meeting
from bumm.charter.permissions import may_run
from bumm.people.models import Bumm
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from bumm.shares.permissions import share_classes
from bumm.shares.redemption import unpaid

register = template.Library()

Button = tuple[str, str]  # address and label
State = Subscription.State


@register.inclusion_tag("bumm/shares/office/deeds.html", takes_context=True)
def deeds(context: Any, row: Any) -> dict[str, list[Button]]:
    user = context["request"].user
    return {"buttons": list(OF_KIND[type(row)](user, row))}


def _may(user: Any, action: str, bumm: int) -> bool:
    return share_classes.bumm_for(user, [action]).filter(pk=bumm).exists()


def _of_bumm(user: Any, bumm: Bumm) -> Iterator[Button]:
    if _may(user, "add", bumm.pk):
        yield reverse("register:request", args=[bumm.pk]), _("Subscribe to shares")
    if _may(user, "record", bumm.pk) and not ShareEvent.objects.filter(share_class__bumm=bumm).exists():
        yield reverse("register:opening", args=[bumm.pk]), _("Bring in the opening register")
    if unpaid(bumm).exists():
        yield reverse("register:owed", args=[bumm.pk]), _("Redemptions to be paid")


def _of_class(user: Any, share_class: ShareClass) -> Iterator[Button]:
    if _may(user, "record", share_class.bumm_id):
        names = {
            "issue": _("Issue shares"),
            "transfer": _("Transfer shares"),
            "inherit": _("Hand shares on to an heir"),
        }
        for name, label in (names | {"redeem": _("Redeem shares")}).items():
            yield reverse(f"shareclass:{name}", args=[share_class.pk]), label


def _of_subscription(user: Any, wish: Subscription) -> Iterator[Button]:
    bumm, args = wish.share_class.bumm_id, [wish.pk]
    if _may(user, "add", bumm) and wish.state == State.REQUESTED:
        yield reverse("subscription:pay", args=args), _("Record the payment")
        yield reverse("subscription:withdraw", args=args), _("Withdraw the subscription")
    if _may(user, "record", bumm) and wish.state == State.PAID:
        yield f"{reverse('shareclass:issue', args=[wish.share_class_id])}?wish={wish.pk}", _("Issue shares")
    if _may(user, "add", bumm) and wish.state == State.PAID:
        yield reverse("subscription:refund", args=args), _("Give the money back")


def _of_event(user: Any, event: ShareEvent) -> Iterator[Button]:
    bumm = event.share_class.bumm_id
    is_owed = unpaid(bumm).filter(pk=event.pk).exists()
    if is_owed and _may(user, "pay", bumm):
        yield reverse("shareevent:pay", args=[event.pk]), _("Pay the redemption")
    stands = event.kind != ShareEvent.Kind.CORRECT and not ShareEvent.objects.filter(corrects=event).exists()
    if stands and not hasattr(event, "payment") and _may(user, "record", bumm):
        yield reverse("shareevent:correct", args=[event.pk]), _("Correct the event")


def _of_meeting(user: Any, meeting: Meeting) -> Iterator[Button]:
    if may_run(user, meeting) and not meeting.is_frozen:
        yield reverse("register:votes", args=[meeting.pk]), _("Voter roll from the register")


OF_KIND: dict[type, Any] = {
    Bumm: _of_bumm,
    ShareClass: _of_class,
    Subscription: _of_subscription,
    ShareEvent: _of_event,
    Meeting: _of_meeting,
}
