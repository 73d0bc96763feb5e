"""The page tree that a new site begins with, moderation on the catalogue, and what each role may do in the office."""

from django.db import migrations

ROLES = [
    "group_admin",
    "mentor",
    "treasurer",
    "manager",
    "supervisor",
    "kiosk_attendant",
    "promotion_officer",
    "market_officer",
    "cooperative_officer",
    "steward",
    "auditor",
    "administrator",
]
PROMOTION_PAGE_RIGHTS = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
PROMOTION_PICTURE_RIGHTS = ["add_image", "change_image", "delete_image", "choose_image"]


def plant_tree(apps, schema_editor):
    """Home in place of Wagtail's welcome page, with the catalogue by place and the stories below it."""
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = _add(apps, "home", "HomePage", root, 1, title="Jelujur", title_en="Jelujur", slug="home")
    _add(apps, "products", "KelurahanIndexPage", home, 1, title="Kelurahan", title_en="Kelurahan", slug="kelurahan")
    _add(apps, "home", "StoryIndexPage", home, 2, title="Cerita", title_en="Stories", slug="cerita")
    root.numchild = 1
    root.save()
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, site_name="Jelujur", root_page_id=home.pk, is_default_site=True)


def _add(apps, app_label, model, parent, position, *, title, title_en, slug):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model.lower())
    page = apps.get_model(app_label, model).objects.create(
        title=title,
        draft_title=title,
        title_en=title_en,
        slug=slug,
        content_type=content_type,
        locale=Locale.objects.first(),
        path=f"{parent.path}{position:04}",
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{slug}/",
        live=True,
    )
    parent.numchild += 1
    parent.save()
    return page


def moderate_catalogue(apps, schema_editor):
    KelurahanIndexPage = apps.get_model("products", "KelurahanIndexPage")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    Workflow.objects.exclude(name="Moderasi barang").update(active=False)
    workflow = Workflow.objects.get(name="Moderasi barang")
    WorkflowPage.objects.create(workflow=workflow, page_id=KelurahanIndexPage.objects.get().pk)


def grant_roles(apps, schema_editor):
    """Every role enters the office; the promotion officer writes, publishes and moderates everywhere."""
    AuthGroup = apps.get_model("auth", "Group")
    Collection = apps.get_model("wagtailcore", "Collection")
    HomePage = apps.get_model("home", "HomePage")
    enter = _permission(apps, "wagtailadmin", "admin", "access_admin")
    for role in ROLES:
        AuthGroup.objects.get(name=f"Role: {role}").permissions.add(enter)
    promotion = AuthGroup.objects.get(name="Role: promotion_officer")
    page_rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for codename in PROMOTION_PAGE_RIGHTS:
        permission = _permission(apps, "wagtailcore", "page", codename)
        page_rights.create(group=promotion, page_id=HomePage.objects.get().pk, permission=permission)
    picture_rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for codename in PROMOTION_PICTURE_RIGHTS:
        permission = _permission(apps, "wagtailimages", "image", codename)
        picture_rights.create(group=promotion, collection=Collection.objects.get(depth=1), permission=permission)


def drop_example_groups(apps, schema_editor):
    """Wagtail's example groups would be a second, unscoped way to rights."""
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"]).delete()


def _permission(apps, app_label, model, codename):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
    permission, _created = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": f"Can {codename.replace('_', ' ')}"}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("products", "0002_moderation"),
        ("people", "0002_places_and_roles"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailsearch", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(plant_tree, migrations.RunPython.noop),
        migrations.RunPython(moderate_catalogue, migrations.RunPython.noop),
        migrations.RunPython(drop_example_groups, migrations.RunPython.noop),
        migrations.RunPython(grant_roles, migrations.RunPython.noop),
    ]
