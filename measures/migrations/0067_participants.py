"""Nobody signs in for a party: whoever did is marked as a participant, and deactivated until an administrator confirms.

What only the representatives of a party read is read by nobody; of standings those of the three audiences are left.
"""

from django.db import migrations, models

from measures.migrations import run_file

# As somebody who is deactivated, they lose all that lets them in; let in again, they begin as if just invited.
MARK = """
INSERT INTO measures_accountevent (account_id, kind, at, about, before, after)
    SELECT person.id, event.kind, statement_timestamp(), event.about, '', ''
    FROM measures_user AS person, LATERAL (
        SELECT 1, 'made_participant', person.speaks_for_id
        UNION ALL SELECT 2, 'deactivated', '' WHERE person.is_active
        UNION ALL SELECT 3, 'token_revoked', name FROM measures_accesstoken
            WHERE user_id = person.id AND revoked_at IS NULL
        UNION ALL SELECT 4, 'address_revoked', name FROM measures_secreturl
            WHERE user_id = person.id AND revoked_at IS NULL
    ) AS event (place, kind, about)
    WHERE person.speaks_for_id IS NOT NULL ORDER BY person.id, event.place, event.about;
UPDATE measures_accesstoken SET revoked_at = statement_timestamp()
    WHERE revoked_at IS NULL AND user_id IN (SELECT id FROM measures_user WHERE speaks_for_id IS NOT NULL);
UPDATE measures_secreturl SET revoked_at = statement_timestamp()
    WHERE revoked_at IS NULL AND user_id IN (SELECT id FROM measures_user WHERE speaks_for_id IS NOT NULL);
UPDATE measures_webhook SET switched_off_at = statement_timestamp()
    WHERE switched_off_at IS NULL AND user_id IN (SELECT id FROM measures_user WHERE speaks_for_id IS NOT NULL);
DELETE FROM mfa_authenticator WHERE user_id IN (SELECT id FROM measures_user WHERE speaks_for_id IS NOT NULL);
DELETE FROM socialaccount_socialtoken WHERE account_id IN (
    SELECT link.id FROM socialaccount_socialaccount AS link
        JOIN measures_user AS person ON person.id = link.user_id AND person.speaks_for_id IS NOT NULL
);
DELETE FROM socialaccount_socialaccount
    WHERE user_id IN (SELECT id FROM measures_user WHERE speaks_for_id IS NOT NULL);
UPDATE measures_user
    SET is_participant = true, is_active = false, version = version + 1, password = '!' || gen_random_uuid()
    WHERE speaks_for_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# What a representative entered says so by its provenance; `rebuild_standings` leaves the later of two views of a party.
RESTATE = """
DELETE FROM measures_standing WHERE audience LIKE 'party:%';
UPDATE measures_standing SET views = (
    SELECT jsonb_agg(view - 'by_representative' ORDER BY place)
    FROM jsonb_array_elements(views) WITH ORDINALITY AS held (view, place)
) WHERE views <> '[]';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0066_no_dialogue_sessions"),
        ("mfa", "0001_initial"),
        ("socialaccount", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_participant",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(MARK),
        run_file("markings.sql", "e526196ef8e1"),
        run_file("roles.sql", "14042069fd32"),
        migrations.RunSQL(RESTATE),
        migrations.RemoveConstraint("user", "team_speaks_for_no_party"),
        migrations.RemoveField("user", "speaks_for"),
        migrations.DeleteModel("Representative"),
    ]
