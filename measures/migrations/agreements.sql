-- Who agreed to an entry is written once, with that, and goes with it; the name goes alone when it is redacted.

CREATE OR REPLACE FUNCTION guard_agreement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    names CONSTANT text[] := ARRAY['agreed_by_name', 'name_salt'];
BEGIN
    IF is_name_redacted(OLD.agreed_by_id)
        AND to_jsonb(NEW) - names = to_jsonb(OLD) - names
        AND NEW.agreed_by_name = removed_name()
        AND length(NEW.name_salt) = 0
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is written once: update of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION redact_agreement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM measures_secondagreement WHERE entry_id = NEW.entry_id;
    IF NEW.kind = 'name' THEN
        UPDATE measures_secondagreement SET agreed_by_name = removed_name(), name_salt = ''
            WHERE agreed_by_id = NEW."row"::bigint AND agreed_by_name <> removed_name();
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER redact_agreement_after_insert AFTER INSERT ON measures_redaction
    FOR EACH ROW EXECUTE FUNCTION redact_agreement();
CREATE OR REPLACE TRIGGER guard_agreement_before_update BEFORE UPDATE ON measures_secondagreement
    FOR EACH ROW EXECUTE FUNCTION guard_agreement();
CREATE OR REPLACE TRIGGER guard_content_of_entry_before_delete BEFORE DELETE ON measures_secondagreement
    FOR EACH ROW EXECUTE FUNCTION guard_content_of_entry();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON measures_secondagreement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
