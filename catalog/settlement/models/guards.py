"""What the database itself holds of sales: splits that add up, deposits that never fall below nothing, and rows of
which no more is taken back than there was."""

import pgtrigger


def split_adds_up(table: str, line: str) -> pgtrigger.Trigger:
    """At the end of the transaction the rows of a line come to its net."""
    return pgtrigger.Trigger(
        name="split_adds_up",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
            IF (SELECT net FROM settlement_saleline WHERE id = {line}) IS DISTINCT FROM (
                SELECT coalesce(sum(CASE WHEN kind = 'discount' THEN -amount ELSE amount END), 0)
                FROM settlement_splitrow WHERE line_id = {line}
            ) THEN
                RAISE EXCEPTION 'the split of a line does not come to its net ({table})'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,  # noqa: S608  names of ours
    )


deposit_never_negative = pgtrigger.Trigger(
    name="deposit_never_negative",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        PERFORM FROM settlement_sale WHERE id = NEW.sale_id FOR UPDATE;
        IF (SELECT sum(deposit) FROM settlement_saleevent WHERE sale_id = NEW.sale_id) < 0 THEN
            RAISE EXCEPTION 'a sale uses more than its buyer has paid' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)

never_more_than_there_was = pgtrigger.Trigger(
    name="never_more_than_there_was",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        IF (SELECT sum(amount) FROM settlement_rowreversal WHERE row_id = NEW.row_id)
                > (SELECT amount FROM settlement_splitrow WHERE id = NEW.row_id) THEN
            RAISE EXCEPTION 'more is taken back of a row than there was' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
