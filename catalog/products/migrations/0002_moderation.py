"""The workflow that every listing goes through, with its one task."""

from django.db import migrations


def open_workflow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Task = apps.get_model("products", "ListingApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    task_type, _created = ContentType.objects.get_or_create(app_label="products", model="listingapprovaltask")
    task = Task.objects.create(name="Pemeriksaan barang", active=True, content_type=task_type)
    workflow = Workflow.objects.create(name="Moderasi barang", active=True)
    WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=0)


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0001_squashed_0016_change_page_url_path_to_text_field"),
    ]

    operations = [migrations.RunPython(open_workflow, migrations.RunPython.noop)]
