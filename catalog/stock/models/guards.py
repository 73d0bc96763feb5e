"""What keeps levels in step with movements and reservations, whoever writes those: a set at a time, so that thousands
of rows cost two statements."""

import pgtrigger


def _apply(column: str, sign: str, rows: str) -> str:
    """Add what these rows hold to a column of their levels, which are opened where there are none. In two steps: CHECKs
    look at a row that is to be inserted also where it only updates."""
    return f"""
        INSERT INTO stock_stocklevel (variant_id, location_id, on_hand, reserved)
        SELECT DISTINCT variant_id, location_id, 0, 0 FROM {rows} ORDER BY variant_id, location_id
        ON CONFLICT (variant_id, location_id) DO NOTHING;
        UPDATE stock_stocklevel level SET {column} = level.{column} {sign} moved.pieces FROM (
            SELECT variant_id, location_id, sum(quantity) AS pieces FROM {rows} GROUP BY variant_id, location_id
        ) AS moved WHERE level.variant_id = moved.variant_id AND level.location_id = moved.location_id;
        RETURN NULL;
    """  # noqa: S608


def _kept(name: str, operation: pgtrigger.Operation, func: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=func,
    )


movements_make_levels = _kept("make_levels", pgtrigger.Insert, _apply("on_hand", "+", "added"), new="added")

HELD = "(SELECT * FROM added WHERE NOT to_make) AS held"
FREED = """(
    SELECT before.* FROM before JOIN after USING (id)
    WHERE before.state = 'active' AND after.state <> 'active' AND NOT before.to_make
) AS freed"""
reservations_hold = _kept("hold", pgtrigger.Insert, _apply("reserved", "+", HELD), new="added")
reservations_let_go = _kept("let_go", pgtrigger.Update, _apply("reserved", "-", FREED), old="before", new="after")

# Called by the triggers above, this one is two deep; called for anybody's own statement, one.
levels_only_follow = pgtrigger.Trigger(
    name="only_follow",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF pg_trigger_depth() < 2 AND (TG_OP = 'INSERT' AND (NEW.on_hand <> 0 OR NEW.reserved <> 0)
            OR TG_OP = 'UPDATE' AND (NEW.on_hand, NEW.reserved) IS DISTINCT FROM (OLD.on_hand, OLD.reserved)) THEN
            RAISE EXCEPTION 'levels only follow movements and reservations' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
