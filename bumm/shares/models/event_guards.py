"""What the database refuses of share events, whoever writes them, looking at all rows of a statement at once."""

IN_ORDER = """
    SELECT 'event ' || first || ' does not follow the last one' INTO fault
    FROM (SELECT share_class_id, min(number) AS first, max(number) AS last, count(*) AS events
          FROM added GROUP BY share_class_id) AS run
    WHERE last - first + 1 <> events OR first <> 1 AND NOT EXISTS (
        SELECT FROM shares_shareevent WHERE share_class_id = run.share_class_id AND number = first - 1)
    UNION ALL
    SELECT 'event ' || number || ' is of a day before the founding charter'
    FROM added JOIN shares_shareclass class ON class.id = share_class_id
    WHERE NOT EXISTS (SELECT FROM charter_charter
        WHERE bumm_id = class.bumm_id AND resolution_id IS NOT NULL AND in_force_from <= added.effective_on)
    UNION ALL
    SELECT 'event ' || added.number || ' has another par than the one before'
    FROM added JOIN shares_shareevent before
        ON before.share_class_id = added.share_class_id AND before.number = added.number - 1
    WHERE before.par <> added.par
    UNION ALL
    SELECT 'event ' || added.number || ' is not the opposite of what it corrects'
    FROM added JOIN shares_shareevent wrong ON wrong.id = added.corrects_id
    WHERE (wrong.share_class_id, wrong.giver_id, wrong.taker_id, wrong.quantity)
            IS DISTINCT FROM (added.share_class_id, added.taker_id, added.giver_id, added.quantity)
        OR wrong.entry_id IS DISTINCT FROM (SELECT reverses_id FROM ledger_entry WHERE id = added.entry_id)
        OR wrong.kind = 'correct' OR wrong.kind = 'issue' AND wrong.entry_id IS NULL
        OR wrong.effective_on > added.effective_on
    UNION ALL
    SELECT 'event ' || added.number || ' has an entry of another book'
    FROM added JOIN shares_shareclass class ON class.id = share_class_id
    JOIN ledger_entry entry ON entry.id = entry_id JOIN ledger_book book ON book.id = entry.book_id
    WHERE book.bumm_id IS DISTINCT FROM class.bumm_id
    LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
