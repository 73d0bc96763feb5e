"""What the database refuses of charters and their tables."""

import pgtrigger

from bumm.charter.models.guards import DELETE, INSERT, UPDATE, before, not_emptied

# Whether the charter with the key {charter} is adopted, or people have it before them in a meeting with a frozen roll.
FIXED = """
    EXISTS (SELECT FROM charter_charter WHERE id = {charter} AND resolution_id IS NOT NULL)
    OR EXISTS (
        SELECT FROM charter_motion JOIN charter_meeting meeting ON meeting.id = meeting_id
        WHERE charter_id = {charter} AND roll_frozen_at IS NOT NULL
    )
"""

of_charters = [
    not_emptied("charters"),
    pgtrigger.Protect(name="begins_as_draft", operation=INSERT, condition=pgtrigger.Q(new__resolution__isnull=False)),
    pgtrigger.Protect(name="keep", operation=UPDATE | DELETE, condition=pgtrigger.Q(old__resolution__isnull=False)),
    before(
        "keep_voted_on",
        UPDATE | DELETE,
        f"""
        IF ({FIXED.format(charter="OLD.id")}) AND (
            TG_OP = 'DELETE' OR to_jsonb(NEW) - '{{in_force_from,resolution_id}}'::text[]
                <> to_jsonb(OLD) - '{{in_force_from,resolution_id}}'::text[]
        ) THEN
            RAISE EXCEPTION 'a charter that a meeting has before it is kept as it is';
        END IF;
        """,
    ),
    before(
        "adopt",
        UPDATE,
        """
        PERFORM FROM people_bumm WHERE id = NEW.bumm_id FOR NO KEY UPDATE;
        SELECT resolution.bumm_id, resolution.adopted_on, motion.charter_id, motion.in_force_from INTO decided
            FROM charter_resolution resolution JOIN charter_motion motion ON motion.id = resolution.motion_id
            WHERE resolution.id = NEW.resolution_id;
        IF (decided.bumm_id, decided.charter_id, decided.in_force_from)
                IS DISTINCT FROM (NEW.bumm_id, NEW.id, NEW.in_force_from) THEN
            RAISE EXCEPTION 'this resolution does not adopt this charter from this day'
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.in_force_from < decided.adopted_on OR NEW.in_force_from <=
                (SELECT max(in_force_from) FROM charter_charter WHERE bumm_id = NEW.bumm_id AND id <> NEW.id) THEN
            RAISE EXCEPTION 'a charter comes into force after the one before it and after its adoption'
                USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT coalesce(sum(basis_points), 0) FROM charter_waterfallrow WHERE charter_id = NEW.id) <> 10000 THEN
            RAISE EXCEPTION 'the distribution does not add up to 10000' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (SELECT FROM charter_chartershareclass WHERE charter_id = NEW.id) THEN
            RAISE EXCEPTION 'there is no share class' USING ERRCODE = 'check_violation';
        END IF;
        """,
        condition=pgtrigger.Q(old__resolution__isnull=True, new__resolution__isnull=False),
        declare=[("decided", "record")],
    ),
]

of_parts = [
    not_emptied("tables of charters"),
    before(
        "keep",
        INSERT | UPDATE | DELETE,
        f"""
        PERFORM FROM charter_charter WHERE id IN (OLD.charter_id, NEW.charter_id) ORDER BY id FOR SHARE;
        IF {FIXED.format(charter="OLD.charter_id")} OR {FIXED.format(charter="NEW.charter_id")} THEN
            RAISE EXCEPTION 'a charter that is adopted or before a meeting is kept as it is';
        END IF;
        """,
    ),
]
