-- Dialogue sessions: a rule of attribution is never loosened, and a final note is written once.
--
-- Nothing here writes down who acts: sessions, notes and their lines have no row history.

CREATE OR REPLACE FUNCTION rule_strictness(rule text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp
RETURN array_position(ARRAY['', 'on_the_record', 'sides_may_be_named', 'chatham_house'], rule);

CREATE OR REPLACE FUNCTION guard_session() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF rule_strictness(NEW.rule) < rule_strictness(OLD.rule) THEN
        RAISE EXCEPTION 'A rule of attribution is never loosened: from % to % is refused.', OLD.rule, NEW.rule
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF narrower_marking(OLD.marking, NEW.marking) IS DISTINCT FROM NEW.marking THEN
        RAISE EXCEPTION 'A marking is never loosened: from % to % is refused.', OLD.marking, NEW.marking
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.circle_id <> OLD.circle_id OR NEW.report_id <> OLD.report_id THEN
        RAISE EXCEPTION 'A session stays with its circle.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- An item may have a stricter rule than its session; what a final note has sealed of it stays as it is.
CREATE OR REPLACE FUNCTION guard_agenda_item() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_session CONSTANT int := (
        SELECT rule_strictness(rule) FROM measures_dialoguesession WHERE id = OLD.session_id
    );
BEGIN
    IF greatest(of_session, rule_strictness(NEW.rule)) < greatest(of_session, rule_strictness(OLD.rule)) THEN
        RAISE EXCEPTION 'A rule of attribution is never loosened: from % to % is refused.', OLD.rule, NEW.rule
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.session_id, NEW.question, NEW.question_zh_hans)
            IS DISTINCT FROM (OLD.session_id, OLD.question, OLD.question_zh_hans)
        AND EXISTS (
            SELECT FROM measures_noteline AS line JOIN measures_sessionnote AS note ON note.id = line.note_id
            WHERE line.item_id = OLD.id AND note.state = 'final'
        )
    THEN
        RAISE EXCEPTION 'A final note is written once: its question is refused.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_note() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    by_redaction CONSTANT text[] := ARRAY['redaction_id'];
BEGIN
    IF OLD.state = 'final' AND (
        TG_OP = 'DELETE'
        OR OLD.redaction_id IS NOT NULL
        OR NEW.redaction_id IS NULL
        OR to_jsonb(NEW) - by_redaction <> to_jsonb(OLD) - by_redaction
    ) THEN
        RAISE EXCEPTION 'A final note is written once: % is refused.', lower(TG_OP)
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF array_position(ARRAY['draft', 'shown', 'final'], NEW.state::text)
        < array_position(ARRAY['draft', 'shown', 'final'], OLD.state::text)
    THEN
        RAISE EXCEPTION 'A note that was shown is no draft again.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_note_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM measures_sessionnote
        WHERE id IN (OLD.note_id, NEW.note_id)
            AND state = 'final'
            AND (redaction_id IS NULL OR TG_OP <> 'DELETE')
    ) THEN
        RAISE EXCEPTION 'A final note is written once: % of a line is refused.', lower(TG_OP)
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION is_note_redacted(note bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT redaction_id IS NOT NULL FROM measures_sessionnote WHERE id = note
$$;

-- The lines of a note go, and what its seal was computed with; commitment and seal stay.
CREATE OR REPLACE FUNCTION redact_note(note bigint, account bigint, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    redaction CONSTANT bigint := claim_redaction(
        'note', NULL, 'measures_sessionnote', note::text, (SELECT key FROM measures_sessionnote WHERE id = note),
        '{}', '', NULL, 'internal', account, why
    );
BEGIN
    UPDATE measures_sessionnote SET redaction_id = redaction WHERE id = note;
    DELETE FROM measures_noteline WHERE note_id = note;
    UPDATE measures_noteseal SET salt = '' WHERE note_id = note;
END $$;

CREATE OR REPLACE TRIGGER guard_session_before_update BEFORE UPDATE ON measures_dialoguesession
    FOR EACH ROW EXECUTE FUNCTION guard_session();
CREATE OR REPLACE TRIGGER guard_agenda_item_before_update BEFORE UPDATE ON measures_agendaitem
    FOR EACH ROW EXECUTE FUNCTION guard_agenda_item();
CREATE OR REPLACE TRIGGER guard_note_before_update_or_delete BEFORE UPDATE OR DELETE ON measures_sessionnote
    FOR EACH ROW EXECUTE FUNCTION guard_note();
CREATE OR REPLACE TRIGGER guard_note_line_before_change BEFORE INSERT OR UPDATE OR DELETE ON measures_noteline
    FOR EACH ROW EXECUTE FUNCTION guard_note_line();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_update BEFORE UPDATE ON measures_noteseal
    FOR EACH ROW WHEN (
        (is_note_redacted(OLD.note_id) AND is_emptied(to_jsonb(OLD), to_jsonb(NEW), '{salt}')) IS NOT TRUE
    ) EXECUTE FUNCTION refuse_journal_change();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_delete BEFORE DELETE ON measures_noteseal
    FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON measures_noteseal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
