"""Nobody chooses from all documents just because he or she enters the office.

Wagtail's documents once gave that right to every group that enters, and the roles are such groups where they were made
before it ran. Whoever needs documents is granted them by name, as with pictures.
"""

from django.db import migrations


def take_back(apps, schema_editor):
    AuthGroup = apps.get_model("auth", "Group")
    choose = apps.get_model("auth", "Permission").objects.filter(codename="choose_document")
    rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for role in AuthGroup.objects.filter(name__startswith="Role: "):
        role.permissions.remove(*choose)
        rights.filter(group=role, permission__in=choose).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_site_document"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailcore", "0001_squashed_0016_change_page_url_path_to_text_field"),
    ]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
