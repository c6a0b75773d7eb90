"""The row history: a trigger writes down what becomes of rows that are not the journal's.

Triggers see bulk updates and raw SQL too. The function runs with its owner's rights, so that the application, which
may only read the history, writes none itself. Who acts is read from the comment that `cbm_tracker.attribution` puts
before a statement: unlike a setting of the connection it goes exactly as far as its statement, whatever is rolled back
and whoever gets the connection next.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RECORD = r"""
CREATE FUNCTION record_row_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- The first argument lists the columns that name measures, the others are the columns that are followed.
    naming CONSTANT text[] := string_to_array(TG_ARGV[0], ',');
    was CONSTANT jsonb := to_jsonb(OLD);
    becomes CONSTANT jsonb := to_jsonb(NEW);
    acting CONSTANT text[] := regexp_match(
        current_query(), '^/\* by=(\d*) request=([\w.-]*) command=([\w.-]*) \*/'
    );
    old_values jsonb;
    new_values jsonb;
BEGIN
    SELECT jsonb_object_agg(name, was -> name) FILTER (WHERE was IS NOT NULL),
           jsonb_object_agg(name, becomes -> name) FILTER (WHERE becomes IS NOT NULL)
        INTO old_values, new_values
        FROM unnest(TG_ARGV) WITH ORDINALITY AS argument (name, position)
        WHERE position > 1 AND was -> name IS DISTINCT FROM becomes -> name;
    IF old_values IS NULL AND new_values IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO measures_rowchange
        (at, "table", "row", measures, before, after, by_id, request_id, command, database_role)
    VALUES (
        clock_timestamp(),
        TG_TABLE_NAME,
        (coalesce(becomes, was) ->> 'id')::bigint,
        ARRAY(
            SELECT DISTINCT (side ->> name)::bigint
            FROM unnest(naming) AS name, unnest(ARRAY[was, becomes]) AS side
            WHERE side ->> name IS NOT NULL
        ),
        old_values,
        new_values,
        nullif(acting[1], '')::bigint,
        coalesce(acting[2], ''),
        coalesce(acting[3], ''),
        session_user
    );
    RETURN NULL;
END $$;
"""

GUARD = """
CREATE TRIGGER refuse_journal_change_before_update_or_delete BEFORE UPDATE OR DELETE ON measures_rowchange
    FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();
CREATE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON measures_rowchange
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
"""

# Markings that were tightened before there was a history, so that `verify_journal` knows them.
TIGHTENED_BEFORE = """
INSERT INTO measures_rowchange
    (at, "table", "row", measures, before, after, request_id, command, database_role)
SELECT clock_timestamp(), 'measures_entry', entry.id, '{}', jsonb_build_object('marking', chain.marking),
       jsonb_build_object('marking', entry.marking), '', 'migrate', session_user
FROM measures_entry AS entry JOIN measures_chain AS chain ON chain.id = entry.chain_id
WHERE entry.marking <> chain.marking;
"""

ALWAYS = "INSERT OR UPDATE OR DELETE"
# A row that says itself when and by whom it was added: its first values are in its first change.
AFTERWARDS = "UPDATE OR DELETE"
TEXTS = "title title_zh_hans description description_zh_hans"
PLACE = "source_heading source_heading_zh_hans source_paragraph source_note source_note_zh_hans"
REASON = "basis why why_zh_hans"
# Per table: on which events, which columns name measures, which columns are followed.
FOLLOWED = {
    "measure": (AFTERWARDS, "id", f"""
        report_id parent_id key code position kind {TEXTS} explicit classification_basis classification_why
        classification_why_zh_hans due_on due_on_set_by_id review_every_days marking extra {PLACE}
    """),
    "measure_parties": (ALWAYS, "measure_id", "measure_id party_id"),
    "measure_needs_to_complete": (ALWAYS, "measure_id", "measure_id party_id"),
    "owner": (ALWAYS, "measure_id", "measure_id user_id role named_by_id"),
    "addressing": (ALWAYS, "measure_id", f"measure_id ambiguity_id strength {REASON}"),
    "link": (ALWAYS, "source_id,target_id", f"source_id target_id relation {REASON}"),
    "milestone": (ALWAYS, "measure_id", """
        measure_id key position doers party_id type title title_zh_hans beyond_report
    """),
    "indicator": (ALWAYS, "measure_id", """
        measure_id position name name_zh_hans how_judged how_judged_zh_hans where_to_look where_to_look_zh_hans
    """),
    "entry": ("UPDATE", "", "marking"),
    "evidence": (AFTERWARDS, "", """
        key title title_zh_hans publisher publisher_zh_hans origin origin_zh_hans url archive_url file_id file_name published
        accessed language kind grade credibility by_report_author replaces_id marking recorded_by_id
    """),
    "report": (AFTERWARDS, "", """
        slug title title_zh_hans author author_zh_hans publisher publisher_zh_hans published url note note_zh_hans
        disclaimer disclaimer_zh_hans is_fictional levels library_version record_as_of record_note record_note_zh_hans
    """),
    "ambiguity": (AFTERWARDS, "", f"""
        report_id parent_id key code position {TEXTS} bearer_note bearer_note_zh_hans perceived_by_id
        perceived_by_basis announced_count note note_zh_hans {PLACE}
    """),
    "ambiguity_bearers": (ALWAYS, "", "ambiguity_id party_id"),
    # Of an account what it may do and whose it is; never its password.
    "user": (ALWAYS, "", "email name role speaks_for_id is_active"),
}  # fmt: skip


def follow(table: str, events: str, naming: str, columns: str) -> str:
    """A trigger that writes down what becomes of the columns of a table."""
    arguments = ", ".join(f"'{argument}'" for argument in (naming, *columns.split()))
    return (
        f"CREATE TRIGGER record_row_change AFTER {events} ON measures_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION record_row_change({arguments});"
    )


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_stored_files")]

    operations = [
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("command", models.CharField(blank=True, max_length=64)),
                ("database_role", models.CharField(max_length=63)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["table", "row", "-id"], name="rowchange_of_row"),
                    django.contrib.postgres.indexes.GinIndex(fields=["measures"], name="rowchange_of_measures"),
                ],
            },
        ),
        migrations.RunSQL(RECORD, elidable=False),
        migrations.RunSQL(GUARD, elidable=False),
        migrations.RunSQL(TIGHTENED_BEFORE, elidable=False),
        migrations.RunSQL("\n".join(follow(table, *how) for table, how in FOLLOWED.items()), elidable=False),
    ]
