"""A holder's certificates on the page of what the holder owns."""

from collections.abc import Sequence
from typing import Any

from django import template

from bumm.people.models import Party
from bumm.shares.models import Certificate
from bumm.shares.owned import Held
from bumm.shares.permissions import certificates, share_classes

register = template.Library()


@register.inclusion_tag("bumm/shares/office/certificates_of.html", takes_context=True)
def certificates_of(context: dict[str, Any], party: Party, held: Sequence[Held]) -> dict[str, Any]:
    """Those that the reader may see, and for each class of `held` that the reader may certify the way to do so."""
    user = context["request"].user
    own = certificates.instances_user_has_permission_for(user, "view")
    run = set(share_classes.bumm_for(user, ["certify"]).values_list("pk", flat=True))
    return {
        "party": party,
        "certificates": Certificate.objects.with_state()
        .filter(pk__in=own, party=party)
        .select_related("share_class__bumm"),
        "classes": [each.share_class for each in held if each.share_class.bumm_id in run],
    }
