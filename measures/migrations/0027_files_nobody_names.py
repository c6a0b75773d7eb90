"""A stored file may go once no source and no import names it: a table that was brought and then dropped."""

from django.db import migrations

GUARD = """
CREATE FUNCTION guard_stored_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM measures_evidence WHERE file_id = OLD.sha256)
        OR EXISTS (SELECT FROM measures_import WHERE file_id = OLD.sha256)
    THEN
        RAISE EXCEPTION 'The journal is written once: delete of % is refused.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

DROP TRIGGER refuse_journal_change_before_update_or_delete ON measures_storedfile;
CREATE TRIGGER refuse_journal_change_before_update BEFORE UPDATE ON measures_storedfile
    FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();
CREATE TRIGGER guard_stored_file_before_delete BEFORE DELETE ON measures_storedfile
    FOR EACH ROW EXECUTE FUNCTION guard_stored_file();
"""

# The application's role may not delete a stored file by itself.
FORGET = """
CREATE FUNCTION forget_file(hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM measures_filecheck WHERE file_id = hash;
    DELETE FROM measures_storedfile WHERE sha256 = hash;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0026_coverage_with_standings")]

    operations = [
        migrations.RunSQL(GUARD, elidable=False),
        migrations.RunSQL(FORGET, elidable=False),
    ]
