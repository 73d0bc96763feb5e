"""Hide many goods and show them again, by Wagtail's own publication, so that search and kept pages follow."""

from collections import Counter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import Form
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.models import PageLogEntry, Revision

from bumm.people.models import User
from catalog.products.models import Category, Photo, ProductPage
from catalog.products.office import goods, scope
from catalog.products.office.actions import GoodsAction


class VisibilityAction(GoodsAction):
    """Done with every chosen good that can be; the others are named with the reason."""

    right = scope.PUBLISH
    most = 200
    template_name = "catalog/products/office/visibility.html"
    question: Any
    yes: Any

    def refusal(self, page: ProductPage) -> str:
        """Why this cannot be done with this good, in a sentence; "" where it can."""
        locked = page.locked and page.permissions_for_user(self.request.user).page_locked()
        return _("It is locked.") if locked else ""

    def get_actionable_objects(self) -> tuple[list[ProductPage], dict[str, Any]]:
        judged = [(page, self.refusal(page)) for page in self.chosen]
        ready = [page for page, refusal in judged if not refusal]
        refused = [(page, refusal) for page, refusal in judged if refusal]
        return ready, {"items_with_no_access": [], "refused": refused}

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def form_valid(self, form: Form) -> HttpResponseBase:
        _ready, rest = self.get_actionable_objects()
        answer: HttpResponseBase = super().form_valid(form)
        if refused := rest["refused"]:
            reasons = Counter(refusal for _page, refusal in refused)
            said = ngettext("{n} good was left as it is", "{n} goods were left as they are", len(refused))
            why = " ".join(f"{refusal} ({n})" for refusal, n in reasons.items())
            messages.warning(self.request, f"{said.format(n=len(refused))} – {why}")
        return answer


class HideGoods(VisibilityAction):
    display_name = gettext_lazy("Hide")
    action_type = "hide"
    aria_label = gettext_lazy("Hide the selected goods from the public")
    action_priority = 20
    question = gettext_lazy("The public will no longer see these goods. You can show them again at any time.")
    yes = gettext_lazy("Hide")

    def refusal(self, page: ProductPage) -> str:
        return super().refusal(page) if page.live else _("It is not visible.")

    @classmethod
    def execute_action(cls, objects: list[ProductPage], user: User | None = None, **kwargs: Any) -> tuple[int, int]:
        for page in objects:
            page.unpublish(user=user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        said = ngettext("{n} good is hidden.", "{n} goods are hidden.", num_parent_objects)
        return said.format(n=num_parent_objects) if num_parent_objects else None


class ShowGoods(VisibilityAction):
    """Publishes what the public saw last, or the draft of a good that it never saw. A newer draft stays a draft."""

    display_name = gettext_lazy("Show")
    action_type = "show"
    aria_label = gettext_lazy("Show the selected goods to the public")
    action_priority = 30
    question = gettext_lazy(
        "The public will see these goods as it saw them last, or for the first time. Newer drafts stay drafts."
    )
    yes = gettext_lazy("Show")

    def read(self, pages: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        published = PageLogEntry.objects.filter(page=OuterRef("pk"), action="wagtail.publish", revision__isnull=False)
        last = published.order_by("-timestamp", "-pk").values("revision")[:1]
        return (
            super()
            .read(pages)
            .annotate(seen_id=Subquery(last), has_no_price=goods.PRICE_GAP.condition, is_returned=goods.returned())
        )

    @cached_property
    def versions(self) -> dict[int, Revision]:
        """What would be published of each chosen good."""
        wanted = {page.pk: page.seen_id or page.latest_revision_id for page in self.chosen}
        revisions = Revision.objects.in_bulk(key for key in wanted.values() if key)
        return {page: revisions[key] for page, key in wanted.items() if key in revisions}

    @cached_property
    def _at_hand(self) -> tuple[set[int], set[str]]:
        """Which of the photos and categories that the versions name still exist."""
        contents = [version.content for version in self.versions.values()]
        named = {photo["image"] for content in contents for photo in content.get("photos", [])}
        photos = set(Photo.objects.filter(pk__in=named).values_list("pk", flat=True))
        return photos, set(Category.objects.values_list("pk", flat=True))

    def refusal(self, page: ProductPage) -> str:
        if page.live:
            return _("It is visible already.")
        if page.is_waiting:
            return _("It waits for approval: approve it or return it on its page.")
        if page.is_returned:
            return _("It was returned with a reason and is not approved yet.")
        if page.has_no_price:
            return _("It has no price.")
        return self._refusal_of_version(self.versions.get(page.pk)) or super().refusal(page)

    def _refusal_of_version(self, version: Revision | None) -> str:
        if version is None or not (photos := version.content.get("photos")):
            return _("It has no photo.")
        known_photos, known_categories = self._at_hand
        if {photo["image"] for photo in photos} - known_photos or version.content["category"] not in known_categories:
            return _("A photo or the category that it was last shown with is gone: publish it on its page.")
        return ""

    def get_execution_context(self) -> dict[str, Any]:
        return super().get_execution_context() | {"versions": self.versions}

    @classmethod
    def execute_action(
        cls,
        objects: list[ProductPage],
        user: User | None = None,
        versions: dict[int, Revision] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        for page in objects:
            (versions or {})[page.pk].publish(user=user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        said = ngettext("{n} good is visible.", "{n} goods are visible.", num_parent_objects)
        return said.format(n=num_parent_objects) if num_parent_objects else None
