"""The journal is written once: triggers refuse changes to everybody, the owner of the tables included.

The one exception is `redact_entry`, which leaves a row in `measures_redaction` before it takes an entry's content away.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is written once: % of % is refused.', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION is_redacted(entry bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM measures_redaction WHERE entry_id = entry)
$$;

CREATE FUNCTION guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Before an update generated columns are not computed yet; they follow from the others.
    generated CONSTANT text[] := ARRAY['counts_from', 'recorded_on'];
    content CONSTANT text[] := ARRAY['title', 'title_zh_hans', 'narrative', 'narrative_zh_hans', 'salt'];
    before CONSTANT jsonb := to_jsonb(OLD) - generated;
    after CONSTANT jsonb := to_jsonb(NEW) - generated;
BEGIN
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

CREATE FUNCTION guard_content_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_redacted(OLD.entry_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The journal is written once: delete of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION guard_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_redacted((SELECT entry_id FROM measures_view WHERE id = OLD.view_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The journal is written once: delete of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

REDACT = """
CREATE FUNCTION redact_entry(entry bigint, by_user bigint, by_user_name text, why text, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF btrim(why) = '' THEN
        RAISE EXCEPTION 'A redaction needs its reason.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO measures_redaction (entry_id, by_id, by_name, reason, redacted_at)
        VALUES (entry, by_user, by_user_name, why, at);
    DELETE FROM measures_ground WHERE view_id IN (SELECT id FROM measures_view WHERE entry_id = entry);
    DELETE FROM measures_view WHERE entry_id = entry;
    DELETE FROM measures_citation WHERE entry_id = entry;
    DELETE FROM measures_bearing WHERE entry_id = entry;
    DELETE FROM measures_milestonemark WHERE entry_id = entry;
    UPDATE measures_entry
        SET title = '', title_zh_hans = '', narrative = '', narrative_zh_hans = '', salt = ''
        WHERE id = entry;
END $$;
"""

CONTENT = ("bearing", "view", "citation", "milestonemark")
WRITTEN_ONCE = ("entry", *CONTENT, "ground", "redaction", "review")


def guard(table: str, events: str, function: str) -> str:
    """A trigger that runs `function` before the events on a table."""
    level = "STATEMENT" if events == "TRUNCATE" else "ROW"
    name = f"{function}_before_{events.lower().replace(' ', '_')}"
    return f"CREATE TRIGGER {name} BEFORE {events} ON measures_{table} FOR EACH {level} EXECUTE FUNCTION {function}();"


TRIGGERS = "\n".join(
    [
        *(guard(table, "TRUNCATE", "refuse_journal_change") for table in WRITTEN_ONCE),
        guard("entry", "UPDATE", "guard_entry"),
        guard("entry", "DELETE", "refuse_journal_change"),
        *(guard(table, "DELETE", "guard_content_of_entry") for table in CONTENT),
        *(guard(table, "UPDATE", "refuse_journal_change") for table in (*CONTENT, "ground")),
        guard("ground", "DELETE", "guard_ground"),
        *(guard(table, "UPDATE OR DELETE", "refuse_journal_change") for table in ("redaction", "review")),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, elidable=False),
        migrations.RunSQL(REDACT, elidable=False),
        migrations.RunSQL(TRIGGERS, elidable=False),
    ]
