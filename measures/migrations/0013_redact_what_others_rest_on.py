"""An entry is redacted though views of others rest on what it cites: such citations stay until nothing rests on them.

Refusing the redaction, as before, told that there are such views, be they hidden, and kept what had to go.
"""

from django.db import migrations

REDACT = """
CREATE OR REPLACE FUNCTION redact_entry(entry bigint, by_user bigint, by_user_name text, why text, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF btrim(why) = '' THEN
        RAISE EXCEPTION 'A redaction needs its reason.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO measures_redaction (entry_id, by_id, by_name, reason, redacted_at)
        VALUES (entry, by_user, by_user_name, why, at);
    DELETE FROM measures_ground WHERE view_id IN (SELECT id FROM measures_view WHERE entry_id = entry);
    DELETE FROM measures_view WHERE entry_id = entry;
    -- Those of earlier redactions, too, that only a view of this entry rested on.
    DELETE FROM measures_citation
        USING measures_redaction
        WHERE measures_redaction.entry_id = measures_citation.entry_id
        AND NOT EXISTS (SELECT 1 FROM measures_ground WHERE citation_id = measures_citation.id);
    DELETE FROM measures_bearing WHERE entry_id = entry;
    DELETE FROM measures_milestonemark WHERE entry_id = entry;
    UPDATE measures_entry
        SET title = '', title_zh_hans = '', narrative = '', narrative_zh_hans = '', salt = ''
        WHERE id = entry;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0012_views_state_and_visits")]

    operations = [migrations.RunSQL(REDACT, elidable=False)]
