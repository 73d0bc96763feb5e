"""The catalogue's branches of the page tree: opened together with the rights of those who keep and moderate them."""

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from bumm.people.models import Bumm, Group, Kelurahan
from catalog.products.models import GroupPage, KelurahanIndexPage, KelurahanPage, Photo

# What a group's admins and its moderators may do on the group's branch of the page tree, and with its pictures.
ADMIN_PAGE_RIGHTS = ["add_page", "change_page"]
MODERATOR_PAGE_RIGHTS = ["change_page", "publish_page", "lock_page", "unlock_page"]
ADMIN_PICTURE_RIGHTS = ["add_image", "change_image", "choose_image"]
MODERATOR_PICTURE_RIGHTS = ["choose_image", "change_image"]


@transaction.atomic
def open_kelurahan_page(*, kelurahan: Kelurahan, title: str, **words: str | Photo | None) -> KelurahanPage:
    """The public page of a kelurahan, published at once."""
    page = KelurahanPage(kelurahan=kelurahan, title=title, slug=kelurahan.slug, **words)
    KelurahanIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


@transaction.atomic
def open_group_page(*, group: Group, title: str, **words: str | Photo | None) -> GroupPage:
    """The public page of a group with its picture collection, published at once, and the rights on both."""
    page = GroupPage(group=group, title=title, slug=group.slug, **words)
    group.kelurahan.page.add_child(instance=page)
    grant_branch(page)
    page.save_revision().publish()
    return page


@transaction.atomic
def grant_branch(page: GroupPage) -> None:
    """Make the rights on a group's branch those of its admins and of its selling BUMM, and of no other BUMM.

    The branch has a picture collection of its own, made when first asked for.
    """
    if page.collection is None:
        page.collection = Collection.get_first_root_node().add_child(instance=Collection(name=page.group.name))
        page.save(update_fields=["collection"])
    group, collection = page.group, page.collection
    bumm_groups = AuthGroup.objects.filter(pk__in=Bumm.objects.values("auth_group"))
    GroupPagePermission.objects.filter(page=page, group__in=bumm_groups).delete()
    GroupCollectionPermission.objects.filter(collection=collection, group__in=bumm_groups).delete()
    _grant_pages(group.auth_group, page, ADMIN_PAGE_RIGHTS)
    _grant_pictures(group.auth_group, collection, ADMIN_PICTURE_RIGHTS)
    _grant_pages(group.selling_bumm.auth_group, page, MODERATOR_PAGE_RIGHTS)
    _grant_pictures(group.selling_bumm.auth_group, collection, MODERATOR_PICTURE_RIGHTS)


def _grant_pages(to: AuthGroup, page: Page, codenames: list[str]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=to, page=page, permission=permission)


def _grant_pictures(to: AuthGroup, collection: Collection, codenames: list[str]) -> None:
    # Wagtail asks for the permissions of its own image model, whichever model stores the pictures.
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=codenames):
        GroupCollectionPermission.objects.get_or_create(group=to, collection=collection, permission=permission)
