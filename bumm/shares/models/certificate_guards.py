"""What the database refuses of certificates and of what their holders say of them, whoever writes it."""

AS_THE_REGISTER_SAYS = """
    SELECT 'certificate ' || NEW.number || ' does not follow the last one' INTO fault
    WHERE NEW.number <> 1 AND NOT EXISTS (
        SELECT FROM shares_certificate WHERE share_class_id = NEW.share_class_id AND number = NEW.number - 1)
    UNION ALL
    SELECT 'certificate ' || NEW.number || ' knows of an event that there is not'
    WHERE NOT EXISTS (
        SELECT FROM shares_shareevent WHERE share_class_id = NEW.share_class_id AND number = NEW.known_at)
    UNION ALL
    SELECT 'certificate ' || NEW.number || ' says more than its holder has'
    WHERE NEW.quantity > (
        SELECT coalesce(sum(CASE WHEN taker_id = NEW.party_id THEN quantity ELSE -quantity END), 0)
        FROM shares_shareevent
        WHERE share_class_id = NEW.share_class_id AND number <= NEW.known_at AND effective_on <= NEW.issued_on
            AND (taker_id = NEW.party_id OR giver_id = NEW.party_id))
    LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
IN_TURN = """
    IF NEW.is_given = coalesce((
        SELECT is_given FROM shares_certificateconsent
        WHERE certificate_id = NEW.certificate_id ORDER BY id DESC LIMIT 1
    ), false) THEN
        RAISE EXCEPTION 'that is how it stands already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
