"""Books that were opened before discounts had an account get it."""

from django.db import migrations

ROW = {
    "code": "4.1.04",
    "name": "Potongan harga",
    "name_en": "Discounts",
    "kind": "revenue",
    "side": "debit",
    "activity": "operating",
}


def add_account(apps, schema_editor):
    Book, Account = apps.get_model("ledger", "Book"), apps.get_model("ledger", "Account")
    for book in Book.objects.exclude(accounts__code=ROW["code"]):
        Account.objects.create(book=book, **ROW)


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial"), ("ledger", "0004_accounts_of_groups")]
    operations = [migrations.RunPython(add_account, migrations.RunPython.noop)]
