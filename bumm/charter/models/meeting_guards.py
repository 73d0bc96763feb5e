"""What the database refuses of meetings, rolls, motions, votes and resolutions."""

import pgtrigger

from bumm.charter.models.guards import DELETE, INSERT, UPDATE, before, not_emptied

of_meetings = [
    not_emptied("meetings"),
    pgtrigger.Protect(name="begins_open", operation=INSERT, condition=pgtrigger.Q(new__roll_frozen_at__isnull=False)),
    pgtrigger.Protect(name="keep", operation=UPDATE | DELETE, condition=pgtrigger.Q(old__closed_at__isnull=False)),
    before(
        "keep_frozen",
        UPDATE | DELETE,
        """
        IF TG_OP = 'DELETE' OR to_jsonb(NEW) - '{minutes_id,closed_at,closed_by_id}'::text[]
                <> to_jsonb(OLD) - '{minutes_id,closed_at,closed_by_id}'::text[] THEN
            RAISE EXCEPTION 'a meeting with a frozen roll is kept as it is';
        END IF;
        """,
        condition=pgtrigger.Q(old__roll_frozen_at__isnull=False),
    ),
    before(
        "freeze",
        UPDATE,
        """
        PERFORM FROM charter_charter
            WHERE id IN (SELECT charter_id FROM charter_motion WHERE meeting_id = NEW.id) FOR NO KEY UPDATE;
        IF NOT EXISTS (SELECT FROM charter_voter WHERE meeting_id = NEW.id) THEN
            RAISE EXCEPTION 'nobody stands on the roll' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.voting_rule = 'head'
                AND EXISTS (SELECT FROM charter_voter WHERE meeting_id = NEW.id AND weight <> 1) THEN
            RAISE EXCEPTION 'one head has one vote' USING ERRCODE = 'check_violation';
        END IF;
        """,
        condition=pgtrigger.Q(old__roll_frozen_at__isnull=True, new__roll_frozen_at__isnull=False),
    ),
]

of_voters = [
    not_emptied("rolls"),
    before(
        "keep",
        INSERT | UPDATE | DELETE,
        """
        SELECT bool_or(roll_frozen_at IS NOT NULL), bool_or(closed_at IS NOT NULL) INTO frozen, closed FROM (
            SELECT * FROM charter_meeting WHERE id IN (OLD.meeting_id, NEW.meeting_id) FOR SHARE
        ) meeting;
        IF frozen AND (TG_OP <> 'UPDATE' OR closed OR to_jsonb(NEW) - 'attended' <> to_jsonb(OLD) - 'attended') THEN
            RAISE EXCEPTION 'a frozen roll is kept as it is';
        END IF;
        IF OLD.attended AND NOT NEW.attended AND EXISTS (SELECT FROM charter_vote WHERE voter_id = OLD.id) THEN
            RAISE EXCEPTION 'whoever has voted was there';
        END IF;
        """,
        declare=[("frozen", "boolean"), ("closed", "boolean")],
    ),
]

of_motions = [
    not_emptied("motions"),
    before(
        "keep",
        INSERT | UPDATE | DELETE,
        """
        SELECT bool_or(roll_frozen_at IS NOT NULL), bool_or(closed_at IS NOT NULL) INTO frozen, closed FROM (
            SELECT * FROM charter_meeting WHERE id IN (OLD.meeting_id, NEW.meeting_id) FOR SHARE
        ) meeting;
        IF frozen AND (
            TG_OP <> 'UPDATE' OR closed OR OLD.carried IS NOT NULL
            OR to_jsonb(NEW) - '{votes_for,votes_against,abstained,carried}'::text[]
                <> to_jsonb(OLD) - '{votes_for,votes_against,abstained,carried}'::text[]
        ) THEN
            RAISE EXCEPTION 'the agenda of a frozen meeting, and a vote that was counted, are kept as they are';
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.carried IS NOT NULL AND NOT coalesce(frozen, FALSE) THEN
            RAISE EXCEPTION 'nothing is voted on before the roll is frozen';
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.charter_id IS NOT NULL AND
                (SELECT bumm_id FROM charter_charter WHERE id = NEW.charter_id)
                <> (SELECT bumm_id FROM charter_meeting WHERE id = NEW.meeting_id) THEN
            RAISE EXCEPTION 'the charter is of another BUMM' USING ERRCODE = 'check_violation';
        END IF;
        """,
        declare=[("frozen", "boolean"), ("closed", "boolean")],
    ),
    before(
        "count",
        UPDATE,
        """
        SELECT * INTO meeting FROM charter_meeting WHERE id = NEW.meeting_id;
        SELECT coalesce(sum(weight) FILTER (WHERE attended), 0) AS present, sum(weight) AS roll INTO votes
            FROM charter_voter WHERE meeting_id = NEW.meeting_id;
        IF votes.present * 10000 < meeting.quorum_bp * votes.roll THEN
            RAISE EXCEPTION 'there is no quorum' USING ERRCODE = 'check_violation';
        END IF;
        SELECT coalesce(sum(weight) FILTER (WHERE choice = 'for'), 0) AS yes,
               coalesce(sum(weight) FILTER (WHERE choice = 'against'), 0) AS nay,
               coalesce(sum(weight) FILTER (WHERE choice = 'abstain'), 0) AS none INTO counted
            FROM charter_vote JOIN charter_voter voter ON voter.id = voter_id WHERE motion_id = NEW.id;
        needed := CASE NEW.effect WHEN 'adopt_charter' THEN meeting.charter_majority ELSE meeting.majority END;
        IF (NEW.votes_for, NEW.votes_against, NEW.abstained)
                IS DISTINCT FROM (counted.yes::bigint, counted.nay::bigint, counted.none::bigint)
            OR NEW.carried <> (counted.yes > 0 AND CASE needed
                WHEN 'half' THEN counted.yes > counted.nay
                WHEN 'two_thirds' THEN 3 * counted.yes >= 2 * (counted.yes + counted.nay)
                ELSE 4 * counted.yes >= 3 * (counted.yes + counted.nay) END) THEN
            RAISE EXCEPTION 'these are not the votes' USING ERRCODE = 'check_violation';
        END IF;
        """,
        condition=pgtrigger.Q(old__carried__isnull=True, new__carried__isnull=False),
        declare=[("meeting", "record"), ("votes", "record"), ("counted", "record"), ("needed", "text")],
    ),
]

of_votes = [
    before(
        "of_those_present",
        INSERT,
        """
        SELECT motion.meeting_id, motion.carried, meeting.closed_at INTO asked
            FROM charter_motion motion JOIN charter_meeting meeting ON meeting.id = motion.meeting_id
            WHERE motion.id = NEW.motion_id FOR SHARE OF motion;
        IF asked.carried IS NOT NULL OR asked.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'the vote on this motion is over';
        END IF;
        IF NOT EXISTS (
            SELECT FROM charter_voter WHERE id = NEW.voter_id AND meeting_id = asked.meeting_id AND attended
        ) THEN
            RAISE EXCEPTION 'only those on the roll who are present vote' USING ERRCODE = 'check_violation';
        END IF;
        """,
        declare=[("asked", "record")],
    )
]

of_resolutions = [
    before(
        "in_order",
        INSERT,
        """
        SELECT meeting.bumm_id, meeting.held_on INTO decided
            FROM charter_motion motion JOIN charter_meeting meeting ON meeting.id = motion.meeting_id
            WHERE motion.id = NEW.motion_id AND motion.carried AND meeting.closed_at IS NOT NULL;
        IF (decided.bumm_id, decided.held_on) IS DISTINCT FROM (NEW.bumm_id, NEW.adopted_on) THEN
            RAISE EXCEPTION 'a resolution comes of a motion that a closed meeting of this BUMM carried'
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.number <> 1 + coalesce(
            (SELECT max(number) FROM charter_resolution WHERE bumm_id = NEW.bumm_id AND year = NEW.year), 0
        ) THEN
            RAISE EXCEPTION 'resolution % does not follow the one before it', NEW.number
                USING ERRCODE = 'check_violation';
        END IF;
        """,
        declare=[("decided", "record")],
    )
]
