"""How triggers of this room are written. Each states one rule, for whoever writes, by whatever way.

A refusal raises `raise_exception`; where what a row says is at fault it is a `check_violation`, as of a CHECK.
"""

import pgtrigger

INSERT, UPDATE, DELETE = pgtrigger.Insert, pgtrigger.Update, pgtrigger.Delete


def before(
    name: str,
    operation: object,
    func: str,
    *,
    condition: object | None = None,
    declare: list[tuple[str, str]] | None = None,
) -> pgtrigger.Trigger:
    """A trigger before each row. `func` raises, or lets the row pass."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=operation,
        condition=condition,
        declare=declare,
        func=f"{func} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
    )


def not_emptied(what: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="keep_all",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=f"RAISE EXCEPTION '{what} are not emptied';",
    )
