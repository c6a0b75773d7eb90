-- A dissent is written once, with its entry, and goes only with that.

-- The first of the versions of an entry, of which each corrects the one before.
CREATE OR REPLACE FUNCTION first_version(entry bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE version AS (
        SELECT id, corrects_id FROM measures_entry WHERE id = entry
        UNION ALL
        SELECT earlier.id, earlier.corrects_id
            FROM measures_entry AS earlier JOIN version ON earlier.id = version.corrects_id
    )
    SELECT id FROM version WHERE corrects_id IS NULL
$$;

CREATE OR REPLACE FUNCTION redact_dissent() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM measures_dissent WHERE entry_id = NEW.entry_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER redact_dissent_after_insert AFTER INSERT ON measures_redaction
    FOR EACH ROW EXECUTE FUNCTION redact_dissent();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_update BEFORE UPDATE ON measures_dissent
    FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();
CREATE OR REPLACE TRIGGER guard_content_of_entry_before_delete BEFORE DELETE ON measures_dissent
    FOR EACH ROW EXECUTE FUNCTION guard_content_of_entry();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON measures_dissent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
