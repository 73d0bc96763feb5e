"""What the database refuses of runs and of what they allocated, whoever writes. Sums are looked at when a run is sealed
and, of payments, at the end of each statement: a set at a time, so that a million rows cost no more than a scan."""

import pgtrigger

from bumm.ledger.models.append_only import append_only, never_truncated


def as_a_set(name: str, fault: str) -> pgtrigger.Trigger:
    """A look at all rows that a statement adds, as `added`. `fault` is a query of what is wrong, in words."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        declare=[("fault", "text")],
        func=f"""
            {fault} LIMIT 1;
            IF fault IS NOT NULL THEN
                RAISE EXCEPTION '%', fault USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


def kept_with_its_run(what: str, run_of_added: str) -> list[pgtrigger.Trigger]:
    """Rows that come while their run is being prepared, and stay. `run_of_added` joins `run` to `added`."""
    late = f"""
        SELECT 'a run that is prepared takes no more {what}' INTO fault
        FROM {run_of_added} WHERE run.state <> 'preparing'
    """  # noqa: S608
    return [*append_only(what), as_a_set("in_time", late)]


FROZEN = [
    "bumm",
    "book",
    "period_start",
    "period_end",
    "record_date",
    "weighting",
    "charter",
    "ledger_head",
    "net_income",
    "retained",
    "amount",
    "prepared_by",
    "prepared_at",
]
SEAL = """
    SELECT sum(amount) AS parts, bool_or(amount <> coalesce((
        SELECT sum(allocation.amount) FROM distribution_allocation allocation
        JOIN distribution_pool pool ON pool.id = allocation.pool_id WHERE pool.part_id = part.id
    ), 0)) FILTER (WHERE target IN ('owners', 'services')) AS uneven INTO found
    FROM distribution_part part WHERE distribution_id = NEW.id;
    IF found.parts IS DISTINCT FROM NEW.amount OR found.uneven THEN
        RAISE EXCEPTION 'the parts of the run do not add up' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM distribution_memberpart member
        JOIN distribution_allocation allocation ON allocation.id = member.allocation_id
        JOIN distribution_pool pool ON pool.id = allocation.pool_id
        JOIN distribution_part part ON part.id = pool.part_id
        WHERE part.distribution_id = NEW.id
        GROUP BY allocation.id HAVING sum(member.amount) <> allocation.amount
    ) THEN
        RAISE EXCEPTION 'what a group holds for its members does not add up' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
RESOLVED = """
    IF NOT EXISTS (
        SELECT FROM charter_resolution resolution JOIN ledger_entry entry ON entry.id = NEW.entry_id
        WHERE resolution.motion_id = NEW.motion_id AND resolution.bumm_id = NEW.bumm_id
            AND entry.effective_on = resolution.adopted_on AND entry.book_id = NEW.book_id
    ) THEN
        RAISE EXCEPTION 'a run is posted on the day of the resolution that adopted it'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM distribution_objection WHERE distribution_id = NEW.id AND upheld IS DISTINCT FROM FALSE) THEN
        RAISE EXCEPTION 'an objection is not answered' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
of_runs = [
    pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
    never_truncated("runs of a distribution"),
    pgtrigger.ReadOnly(name="what_it_froze", fields=FROZEN),
    pgtrigger.Protect(
        name="begins_unprepared", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="preparing")
    ),
    pgtrigger.Protect(
        name="digest_stays",
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(old__digest="") & pgtrigger.Q(new__digest__df=pgtrigger.F("old__digest")),
    ),
    pgtrigger.FSM(
        name="step_by_step",
        field="state",
        transitions=[
            ("preparing", "draft"),
            ("preparing", "void"),
            ("draft", "announced"),
            ("draft", "void"),
            ("announced", "posted"),
            ("announced", "void"),
            ("posted", "reversed"),
        ],
    ),
    pgtrigger.Trigger(
        name="seal",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state="preparing", new__state="draft"),
        declare=[("found", "record")],
        func=SEAL,
    ),
    pgtrigger.Trigger(
        name="by_resolution",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state="announced", new__state="posted"),
        func=RESOLVED,
    ),
]
of_parts = kept_with_its_run("parts", "added JOIN distribution_distribution run ON run.id = added.distribution_id")
of_pools = kept_with_its_run(
    "pools",
    "added JOIN distribution_part part ON part.id = added.part_id"
    " JOIN distribution_distribution run ON run.id = part.distribution_id",
)
of_allocations = kept_with_its_run(
    "allocations",
    "(SELECT DISTINCT pool_id FROM added) AS added JOIN distribution_pool pool ON pool.id = added.pool_id"
    " JOIN distribution_part part ON part.id = pool.part_id"
    " JOIN distribution_distribution run ON run.id = part.distribution_id",
)
of_members = kept_with_its_run(
    "members’ parts",
    "added JOIN distribution_allocation allocation ON allocation.id = added.allocation_id"
    " JOIN distribution_pool pool ON pool.id = allocation.pool_id"
    " JOIN distribution_part part ON part.id = pool.part_id"
    " JOIN distribution_distribution run ON run.id = part.distribution_id",
)
of_payments = [
    pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
    never_truncated("payments"),
    pgtrigger.ReadOnly(name="what_it_pays", fields=["batch", "distribution", "party", "amount"]),
    pgtrigger.Protect(name="begins_listed", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="listed")),
    pgtrigger.FSM(
        name="step_by_step",
        field="state",
        transitions=[
            ("listed", "paid"),
            ("listed", "struck"),
            ("paid", "returned"),
            ("paid", "owed"),
            ("owed", "recovered"),
        ],
    ),
    as_a_set(
        "as_allocated",
        """
        SELECT 'a payment is what was allocated to its party by its posted run' INTO fault
        FROM added JOIN distribution_paymentbatch batch ON batch.id = added.batch_id
        JOIN distribution_distribution run ON run.id = batch.distribution_id
        LEFT JOIN (
            SELECT part.distribution_id, allocation.party_id, sum(allocation.amount) AS amount
            FROM distribution_allocation allocation JOIN distribution_pool pool ON pool.id = allocation.pool_id
            JOIN distribution_part part ON part.id = pool.part_id
            WHERE part.distribution_id IN (SELECT distribution_id FROM added)
            GROUP BY 1, 2
        ) due ON due.distribution_id = added.distribution_id AND due.party_id = added.party_id
        WHERE batch.distribution_id <> added.distribution_id OR run.state <> 'posted'
            OR due.amount IS DISTINCT FROM added.amount OR batch.state <> 'prepared'
        """,
    ),
]
