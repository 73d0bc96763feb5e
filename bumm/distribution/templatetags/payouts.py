"""What the pages of lower rooms show of distributions."""

from typing import Any

from django import template

from bumm.distribution.models import Distribution
from bumm.distribution.paying import with_sums
from bumm.distribution.payouts import SEEN, is_draft, parts_through_groups, payouts_of
from bumm.distribution.permissions import batches, distributions
from bumm.people.models import Party, Person

register = template.Library()

register.filter("is_draft", is_draft)


@register.inclusion_tag("bumm/distribution/office/paid_to.html", takes_context=True)
def paid_to(context: dict[str, Any], party: Party) -> dict[str, Any]:
    """What a party gets of the runs that the reader of an office page may see."""
    runs = distributions.instances_user_has_permission_for(context["request"].user, "view")
    sealed = runs.exclude(state__in=[Distribution.State.PREPARING, Distribution.State.VOID])
    return {"party": party, "payouts": payouts_of(party, sealed)}


@register.inclusion_tag("bumm/distribution/office/batches_of.html", takes_context=True)
def batches_of(context: dict[str, Any], run: Distribution) -> dict[str, Any]:
    """The batches by which a run is paid, and the way to prepare another for who may."""
    posted = run.state == Distribution.State.POSTED
    may_prepare = posted and batches.bumm_for(context["request"].user, ["add"]).filter(pk=run.bumm_id).exists()
    return {"run": run, "batches": with_sums(run.batches.order_by("number")), "may_prepare": may_prepare}


@register.inclusion_tag("bumm/distribution/own_payouts.html")
def own_payouts(person: Person) -> dict[str, Any]:
    """What a resident gets of the runs that were announced, and of what groups get for their members."""
    runs = Distribution.objects.filter(SEEN).exclude(state=Distribution.State.VOID)
    party = Party.objects.filter(person=person).first()
    own = payouts_of(party, runs) if party else []
    return {"payouts": [*own, *parts_through_groups(person, runs)], "person": person}
