"""Rows that the database neither changes nor lets go of, whoever asks."""

import pgtrigger


def append_only(what: str) -> list[pgtrigger.Trigger]:
    """Triggers against UPDATE, DELETE and TRUNCATE. `what` says in the refusal what is kept."""
    return [
        pgtrigger.Protect(name="keep", operation=pgtrigger.Update | pgtrigger.Delete),
        never_truncated(what),
    ]


def never_truncated(what: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="keep_all",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=f"RAISE EXCEPTION '{what} are append-only';",
    )
