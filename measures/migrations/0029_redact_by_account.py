"""What the database sees to itself, whoever calls it: who redacts, that no marking is loosened, which tables are meant.

`redact_entry` reads the administrator's name and the clock by itself, and claims a mail to each administrator. Of an
entry the guard refuses a looser marking. Every function has a fixed search path, with temporary tables last: a
function that is bound when it is created (`RETURN`, `BEGIN ATOMIC`) needs none.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REDACT = """
DROP FUNCTION redact_entry(bigint, bigint, text, text, timestamptz);

CREATE FUNCTION redact_entry(entry bigint, account bigint, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    administrator text;
    redaction bigint;
BEGIN
    SELECT name INTO administrator FROM measures_user
        WHERE id = account AND is_active AND role = 'administrator';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only an active administrator redacts.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF btrim(why) = '' THEN
        RAISE EXCEPTION 'A redaction needs its reason.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO measures_redaction (entry_id, by_id, by_name, reason, redacted_at)
        VALUES (entry, account, administrator, why, clock_timestamp()) RETURNING id INTO redaction;
    INSERT INTO measures_redactionmail (redaction_id, recipient_id, message_id, attempts, problem)
        SELECT redaction, id, '', 0, '' FROM measures_user WHERE is_active AND role = 'administrator' ORDER BY id;
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

GUARD = """
CREATE OR REPLACE FUNCTION guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Before an update generated columns are not computed yet; they follow from the others.
    generated CONSTANT text[] := ARRAY['counts_from', 'recorded_on', 'search'];
    content CONSTANT text[] := ARRAY['title', 'title_zh_hans', 'narrative', 'narrative_zh_hans', 'salt'];
    before CONSTANT jsonb := to_jsonb(OLD) - generated;
    after CONSTANT jsonb := to_jsonb(NEW) - generated;
BEGIN
    IF narrower_marking(OLD.marking, NEW.marking) IS DISTINCT FROM NEW.marking THEN
        RAISE EXCEPTION 'A marking is never loosened: from % to % is refused.', OLD.marking, NEW.marking
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF after - 'marking' = before - 'marking' THEN
        RETURN NEW;
    END IF;
    IF is_redacted(OLD.id)
        AND after - content = before - content
        AND NEW.title || NEW.title_zh_hans || NEW.narrative || NEW.narrative_zh_hans = ''
        AND length(NEW.salt) = 0
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is written once: update of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

FIX_SEARCH_PATHS = """
DO $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole AND prosqlbody IS NULL
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', signature);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0028_mails_that_are_recalled")]

    operations = [
        migrations.CreateModel(
            name="RedactionMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("message", models.BinaryField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("parked_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mails", to="measures.redaction"
                    ),
                ),
            ],
            options={
                "ordering": ["redaction", "pk"],
                "indexes": [
                    models.Index(
                        fields=["next_attempt_at"],
                        condition=models.Q(("parked_at", None), ("sent_at", None)),
                        name="redaction_mail_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("redaction", "recipient"), name="redaction_mail_once_per_person")
                ],
            },
        ),
        migrations.RunSQL(REDACT, elidable=False),
        migrations.RunSQL(GUARD, elidable=False),
        migrations.RunSQL(FIX_SEARCH_PATHS, elidable=False),
    ]
