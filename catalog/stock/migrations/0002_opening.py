"""A market that sold before there was stock begins with what its goods said could be had, in the groups' workshops."""

from django.db import migrations

OPENING = [
    """INSERT INTO stock_location (kind, group_id, name, code)
       SELECT 'workshop', people_group.id, '', people_group.slug FROM people_group
       WHERE EXISTS (SELECT FROM products_product WHERE group_id = people_group.id AND first_offered_at IS NOT NULL)
       ORDER BY people_group.id""",
    """INSERT INTO stock_stocklevel (variant_id, location_id, on_hand, reserved)
       SELECT variant.id, place.id, 0, 0 FROM products_variant variant
       JOIN products_product product ON product.id = variant.product_id AND product.first_offered_at IS NOT NULL
       JOIN stock_location place ON place.group_id = product.group_id ORDER BY variant.id""",
    """INSERT INTO stock_stockmovement (variant_id, location_id, quantity, reason, reference, note, at)
       SELECT level.variant_id, level.location_id, had.in_stock, 'opening', '', '', now() FROM stock_stocklevel level
       JOIN products_availability had ON had.variant_id = level.variant_id AND had.in_stock > 0
       ORDER BY level.variant_id""",
]


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial"), ("products", "0006_public_index")]

    operations = [migrations.RunSQL(OPENING, migrations.RunSQL.noop)]
