"""What the arguments of each address name: which kind of thing, and with which words spelt out.

An address that no rule here fits is an error with its name: add a rule, or a kind in `town.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth import get_user_model
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from bumm.ledger.statements.kinds import STATEMENTS
from catalog.products.models import ProductPage
from tests.rights.addresses import Address, all_addresses
from tests.rights.askers import Asker
from tests.rights.town import CITY, NONE, OTHERS, OWN, Subject

# Arguments that mean the same in every address.
KINDS = {
    "page_id": "page",
    "page_pk": "page",
    "page_to_move_id": "page",
    "parent_page_id": "top",
    "destination_id": "top",
    "revision_id": "revision",
    "revision_id_a": "revision",
    "revision_id_b": "revision",
    "task_state_id": "task_state",
    "workflow_state_id": "workflow_state",
    "workflow_pk": "workflow",
    "task_id": "task",
    "image_id": "picture",
    "document_id": "document",
    "doc_id": "document",
    "collection_id": "collection",
    "object_id": "page",
    "session_id": "editing_session",
    "redirect_id": "redirect",
    "run_id": "import_run",
    "book_id": "book",
    "bumm_id": "bumm",
    "party_id": "party",
    "class_id": "shareclass",
    "motion_id": "motion",
    "objection_id": "objection",
    "distribution_id": "distribution_posted",
    "payment_id": "payment",
    "proof_id": "proof",
    "payout_id": "payout",
    "run": "distribution_posted",
    "sha256": "evidence",
    "token": "order_token",
    "key": "order_of_token",
    "number": "parcel_number",
    "page_view_restriction_id": "page_restriction",
    "restriction_id": "collection_restriction",
}
# What `pk` is in a namespace that is not called after the kind, as those of our own records are.
PK = {
    "wagtailadmin_api:pages": "page",
    "wagtailadmin_api:images": "picture",
    "wagtailadmin_api:documents": "document",
    "wagtailadmin_pages": "page",
    "wagtailadmin_collections": "collection",
    "wagtailadmin_workflows": "workflow",
    "wagtailsettings": "site",
    "wagtailsites": "site",
    "wagtailusers_users": "user",
    "wagtailusers_groups": "auth_group",
    "wagtailimages_chooser": "picture",
    "wagtaildocs_chooser": "document",
}
# Addresses in which an argument means something else than elsewhere.
EXCEPTIONS = {
    "wagtailadmin_pages:workflow_action": {"page_id": "waiting"},
    "wagtailadmin_pages:collect_workflow_action_data": {"page_id": "waiting"},
    "wagtailadmin_pages:confirm_workflow_cancellation": {"page_id": "waiting"},
    "wagtailadmin_pages:workflow_preview": {"page_id": "waiting"},
    "wagtailadmin_pages:workflow_history_detail": {"page_id": "waiting"},
    "wagtailadmin_pages:unpublish": {"page_id": "live"},
    "wagtailcore_authenticate_with_password": {"page_id": "live"},
    "wagtailadmin_workflows:edit_task": {"pk": "task"},
    "wagtailadmin_workflows:disable_task": {"pk": "task"},
    "wagtailadmin_workflows:enable_task": {"pk": "task"},
    "wagtailimages:create_multiple_from_uploaded_image": {"uploaded_file_id": "uploaded_picture"},
    "wagtailimages:delete_upload_multiple": {"uploaded_file_id": "uploaded_picture"},
    "wagtaildocs:create_multiple_from_uploaded_document": {"uploaded_file_id": "uploaded_document"},
    "wagtaildocs:delete_upload_multiple": {"uploaded_file_id": "uploaded_document"},
    **{
        view: {"page_id": "top"}
        for view in ("goods_import", "goods_import_run", "goods_import_problems", "goods_export")
    },
    **{view: {"pk": "charter_draft"} for view in ("charter:edit", "charter:discard")},
    **{view: {"pk": "meeting_under_way"} for view in ("meeting:attendance", "meeting:close")},
    "verify": {"code": "certificate_code"},
    "certificate:write": {"party_id": "shareholder"},
    "meeting:votes": {"motion_id": "motion_asked"},
    "meeting:minutes": {"pk": "meeting_closed"},
    "distribution:announce": {"pk": "distribution_draft"},
    "paymentbatch:approve": {"pk": "batch_waiting"},
    "paymentbatch:bank_list": {"pk": "batch_to_bank"},
    **{view: {"party_id": "payee"} for view in ("payout:statement", "payout:statement_pdf")},
    **{view: {"group_id": "group"} for view in ("grouprule:of_group", "stock_sheet:sheet")},
    **{f"groupmoney:{view}": {"group_id": "group"} for view in ("statement", "statement_pdf")},
    "payoutbatch:approve": {"pk": "payoutbatch_waiting"},
    "payoutbatch:bank_list": {"pk": "payoutbatch_to_bank"},
    **{view: {"pk": "bumm"} for view in ("register:request", "register:opening")},
    "register:votes": {"pk": "meeting"},
    "deliveryfee:set": {"pk": "bumm"},
    "wagtaildocs_serve": {"0": "document", "1": "filename"},
    # Of these nobody in the town has any.
    "mfa_remove_webauthn": {"pk": "key"},
    "mfa_edit_webauthn": {"pk": "key"},
    "account_confirm_email": {"key": "mailed_key"},
    "account_reset_password_from_key": {"uidb36": "mailed_key", "key": "mailed_key"},
    "wagtailadmin_password_reset_confirm": {"uidb64": "mailed_key", "token": "mailed_key"},
}
# Addresses that name things after the question mark.
IN_QUERY = {
    "wagtailadmin_choose_page_chosen_multiple": {"id": "page"},
    "wagtailimages_chooser:chosen_multiple": {"id": "picture"},
    "wagtaildocs_chooser:chosen_multiple": {"id": "document"},
    "wagtailadmin_api:pages:find": {"id": "page"},
    "wagtailadmin_api:images:find": {"id": "picture"},
    "wagtailadmin_api:documents:find": {"id": "document"},
}
# The kinds that actions on many at once are about.
BULK = {
    Page: "page",
    ProductPage: "live",
    get_image_model(): "picture",
    get_document_model(): "document",
    get_user_model(): "user",
}
PRODUCT = {"content_type_app_name": "products", "content_type_model_name": "productpage"}
STANDARD = {"content_type_app_name": "home", "content_type_model_name": "standardpage"}
# Arguments that are words, for one case an address or for several with a label each.
SPELT: dict[str, dict[str, dict[str, str]]] = {
    "goods_template": {"": {"ending": "xlsx"}},
    "goods_export": {"": {"ending": "csv"}},
    "statement:statement": {name: {"name": name} for name in STATEMENTS},
    "wagtailadmin_pages:add": {"a product": PRODUCT, "a plain page": STANDARD},
    "wagtailadmin_pages:preview_on_add": {"a product": PRODUCT, "a plain page": STANDARD},
    "wagtailadmin_pages:type_use": {"": PRODUCT},
    "wagtailadmin_pages:type_use_results": {"": PRODUCT},
    "wagtailadmin_pages:choose_parent": {"": {"app_label": "products", "model_name": "productpage"}},
    "wagtailadmin_tag_model_autocomplete": {"": {"app_name": "taggit", "model_name": "tag"}},
    "wagtailadmin_workflows:add_task": {"": {"app_label": "products", "model_name": "listingapprovaltask"}},
    "wagtailadmin_editing_sessions:ping": {"": {"app_label": "wagtailcore", "model_name": "page"}},
    "wagtailsettings:edit": {"": {"app_name": "home", "model_name": "siteframe"}},
    "wagtailsettings:preview_on_edit": {"": {"app_name": "home", "model_name": "siteframe"}},
    "wagtailimages:preview": {"": {"filter_spec": "max-165x165"}},
    **{
        f"wagtailadmin_pages:{view}": {action: {"action_name": action} for action in ("approve", "reject")}
        for view in ("workflow_action", "collect_workflow_action_data")
    },
    "wagtailadmin_api:pages:action": {"": {"action_name": "publish"}},
}


@dataclass(frozen=True)
class Case:
    """One way to ask for an address: what is spelt out, and the kinds of things that arguments and query name."""

    address: Address
    label: str = ""
    spelt: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)

    def requests(self, asker: Asker) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Whose thing is meant, the arguments that name it, and the query. One without a subject for a case without
        things; otherwise as many as there are in town, and last a thing that does not exist."""
        wanted = {*self.kinds.values(), *self.query.values()}
        if not wanted:
            yield "", dict(self.spelt), ""
            return
        for whose in (OWN, OTHERS, CITY):
            if wanted <= asker.subjects[whose].keys():
                yield whose, *self._named(asker.subjects[whose])
        yield NONE, *self._named(Missing())

    def _named(self, subject: Subject) -> tuple[dict[str, Any], str]:
        arguments = self.spelt | {name: subject[kind] for name, kind in self.kinds.items()}
        query = {name: subject[kind] for name, kind in self.query.items()}
        return arguments, f"?{urlencode(query)}" if query else ""


class Missing(dict[str, Any]):
    """The subject that does not exist: for each kind a key of the right form that nothing in town has."""

    WORDS = {
        "order_token": "tidakada",
        "category": "tidak-ada",
        "certificate_code": "7" * 26,
        "filename": "tidak-ada.txt",
        "mailed_key": "abc",
        "public_path": "tidak-ada/",
        "draft_path": "tidak-ada/",
    }

    def __missing__(self, kind: str) -> Any:
        return self.WORDS.get(kind, 999_999)


def all_cases() -> list[Case]:
    return [case for address in all_addresses() for case in cases(address)]


def cases(address: Address) -> Iterator[Case]:
    if address.view == "wagtail_serve":
        yield Case(address, "published", kinds={"0": "public_path"})
        yield Case(address, "a draft", kinds={"0": "draft_path"})
        return
    if address.view == "wagtail_bulk_action":
        yield from _bulk_actions(address)
        return
    for label, words in SPELT.get(address.view, {"": {}}).items():
        spelt = {name: word for name, word in words.items() if name in address.arguments}
        kinds = {name: kind_of(address, name) for name in address.arguments if name not in spelt}
        yield Case(address, label, spelt, kinds, IN_QUERY.get(address.view, {}))


def kind_of(address: Address, argument: str) -> str:
    """The kind of thing that this argument names."""
    if kind := EXCEPTIONS.get(address.view, {}).get(argument):
        return kind
    if argument == "pk":
        return PK.get(address.namespace, address.namespace)
    assert argument in KINDS, f"{address.view} ({address.route}): what does `{argument}` name? Say so in {__name__}."
    return KINDS[argument]


def _bulk_actions(address: Address) -> Iterator[Case]:
    bulk_action_registry._scan_for_bulk_actions()
    for app_label, models in sorted(bulk_action_registry.actions.items()):
        for model, actions in sorted(models.items()):
            kind = BULK[apps.get_model(app_label, model)]
            for action in sorted(actions):
                spelt = {"app_label": app_label, "model_name": model, "action": action}
                named = "live" if action == "unpublish" else kind
                yield Case(
                    address, f"{action} {'good' if model == 'productpage' else kind}s", spelt, query={"id": named}
                )
