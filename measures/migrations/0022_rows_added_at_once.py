"""What is written down of rows that are added costs once a statement, not once a row, and so do their words.

Imports, libraries and the journal add many rows at a time; one trigger sees all of them. Rows are changed and taken
away one by one, so for that the triggers for each row stay. Triggers are replaced, never dropped: no reader waits.
"""

from django.db import migrations

NOT_HAN = r"[^\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"

VECTOR = rf"""
-- The pairs of each run of Chinese, and its last character.
CREATE FUNCTION search_pairs(written text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    run text;
    pairs text := '';
BEGIN
    FOREACH run IN ARRAY regexp_split_to_array(normalize(written, NFKC), '{NOT_HAN}') LOOP
        FOR place IN 1 .. length(run) LOOP
            pairs := pairs || ' ' || substr(run, place, 2);
        END LOOP;
    END LOOP;
    RETURN pairs;
END $$;

-- As before, but each text is taken apart once.
CREATE OR REPLACE FUNCTION search_vector(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    written CONSTANT text := array_to_string(texts, E'\n');
    words CONSTANT text := public.search_words(written);
BEGIN
    RETURN to_tsvector('pg_catalog.simple', public.search_pairs(written))
        || to_tsvector('pg_catalog.english', words)
        || to_tsvector('pg_catalog.simple', words);
END $$;
"""

TRACES = """
CREATE FUNCTION leave_traces(of_kind text, keys text[], readers text[], is_added boolean DEFAULT false)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO measures_trace (kind, xid, key, marking, is_new)
    SELECT of_kind, pg_current_xact_id()::text::bigint, key, marking, is_added
    FROM unnest(keys, readers) AS changed (key, marking) WHERE marking IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION trace_measures(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_traces('measure', array_agg(key), array_agg(narrower_marking(marking, readers)))
    FROM measures_measure WHERE id = ANY (changed)
$$;
CREATE OR REPLACE FUNCTION trace_entries(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_traces('entry', array_agg(key), array_agg(narrower_marking(marking, readers)))
    FROM measures_entry WHERE id = ANY (changed)
$$;
CREATE OR REPLACE FUNCTION trace_sources(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_traces('evidence', array_agg(key), array_agg(narrower_marking(marking, readers)))
    FROM measures_evidence WHERE id = ANY (changed)
$$;
CREATE OR REPLACE FUNCTION trace_milestones(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_traces('milestone', array_agg(milestone.key), array_agg(narrower_marking(marking, readers)))
    FROM measures_milestone AS milestone JOIN measures_measure AS measure ON measure.id = measure_id
    WHERE milestone.id = ANY (changed)
$$;

-- The marking of what is read by those for whom a standing is.
CREATE FUNCTION readers_of_standing(audience text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN audience = 'team' THEN 'internal' ELSE replace(audience, 'party:', 'released:') END;

CREATE OR REPLACE FUNCTION trace_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_measures(
        ARRAY[coalesce(NEW.measure_id, OLD.measure_id)], readers_of_standing(coalesce(NEW.audience, OLD.audience))
    );
    RETURN NULL;
END $$;
"""

# Of rows that a statement adds to a table: which traces they leave.
OF_ADDED = {
    "measure": "PERFORM leave_traces('measure', array_agg(key), array_agg(marking), true) FROM added;",
    "entry": """
        PERFORM leave_traces('entry', array_agg(key), array_agg(marking), true) FROM added;
        PERFORM trace_entries(array_agg(corrects_id), marking) FROM added
            WHERE corrects_id IS NOT NULL GROUP BY marking;
        PERFORM trace_milestones(array_agg(milestone_id), marking)
            FROM added JOIN measures_milestonemark AS mark ON mark.entry_id = corrects_id GROUP BY marking;
    """,
    "evidence": "PERFORM leave_traces('evidence', array_agg(key), array_agg(marking), true) FROM added;",
    "review": "PERFORM trace_sources(array_agg(evidence_id), 'public') FROM added;",
    "citation": """
        PERFORM trace_sources(array_agg(evidence_id), marking)
            FROM added JOIN measures_entry AS entry ON entry.id = entry_id GROUP BY marking;
    """,
    "mark": """
        PERFORM trace_milestones(array_agg(milestone_id), marking)
            FROM added JOIN measures_entry AS entry ON entry.id = entry_id GROUP BY marking;
    """,
    "standing": """
        PERFORM trace_measures(array_agg(measure_id), readers_of_standing(audience)) FROM added GROUP BY audience;
    """,
    "part_of_measure": """
        PERFORM trace_measures(array_agg(measure_id), 'public') FROM added;
        IF TG_TABLE_NAME = 'measures_measure_parties' THEN
            PERFORM trace_milestones(array_agg(id), 'public') FROM measures_milestone
                WHERE measure_id IN (SELECT measure_id FROM added);
        END IF;
    """,
}

# Which of them is for which table, besides the ones that have its name.
FOLLOWED = {
    "milestonemark": "mark",
    **dict.fromkeys(
        ("measure_parties", "measure_needs_to_complete", "addressing", "owner", "indicator"), "part_of_measure"
    ),
    **{name: name for name in ("measure", "entry", "evidence", "review", "citation", "standing")},
}


def define(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION trace_added_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} RETURN NULL; END$$;"
    )


def follow(table: str, name: str) -> str:
    """Triggers of rows that are added, all at once, and of those that are taken away, one by one."""
    return f"""
        CREATE OR REPLACE TRIGGER leave_trace AFTER DELETE ON measures_{table}
            FOR EACH ROW EXECUTE FUNCTION trace_{name}();
        CREATE TRIGGER leave_traces_of_added AFTER INSERT ON measures_{table}
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION trace_added_{name}();
    """


HISTORY = r"""
CREATE FUNCTION record_added_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- The arguments are those of `record_row_change`.
    naming CONSTANT text[] := string_to_array(TG_ARGV[0], ',');
    acting CONSTANT text[] := regexp_match(
        current_query(), '^/\* by=(\d*) request=([\w.-]*) command=([\w.-]*) \*/'
    );
BEGIN
    INSERT INTO measures_rowchange (at, "table", "row", measures, after, by_id, request_id, command, database_role)
    SELECT
        clock_timestamp(),
        TG_TABLE_NAME,
        (becomes ->> 'id')::bigint,
        ARRAY(
            SELECT DISTINCT (becomes ->> name)::bigint FROM unnest(naming) AS name WHERE becomes ->> name IS NOT NULL
        ),
        (
            SELECT jsonb_object_agg(name, becomes -> name)
            FROM unnest(TG_ARGV) WITH ORDINALITY AS argument (name, position) WHERE position > 1
        ),
        nullif(acting[1], '')::bigint,
        coalesce(acting[2], ''),
        coalesce(acting[3], ''),
        session_user
    FROM (SELECT to_jsonb(added) AS becomes FROM added) AS row_added;
    RETURN NULL;
END $$;

DO $$
DECLARE
    -- Tables whose rows are followed from the first, and what is followed of them.
    followed CONSTANT jsonb := jsonb_object_agg(
        tgrelid::regclass::text, substring(pg_get_triggerdef(oid) FROM 'record_row_change\((.*)\)$')
    ) FROM pg_trigger WHERE tgname = 'record_row_change' AND pg_get_triggerdef(oid) LIKE '%AFTER INSERT OR%';
    name text;
    columns text;
BEGIN
    FOR name, columns IN SELECT * FROM jsonb_each_text(followed) LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER record_row_change AFTER UPDATE OR DELETE ON %s'
            ' FOR EACH ROW EXECUTE FUNCTION record_row_change(%s)', name, columns
        );
        EXECUTE format(
            'CREATE TRIGGER record_added_rows AFTER INSERT ON %s REFERENCING NEW TABLE AS added'
            ' FOR EACH STATEMENT EXECUTE FUNCTION record_added_rows(%s)', name, columns
        );
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0021_further_fields")]

    operations = [
        migrations.RunSQL(VECTOR, elidable=False),
        migrations.RunSQL(TRACES, elidable=False),
        migrations.RunSQL("\n".join(define(*each) for each in OF_ADDED.items()), elidable=False),
        migrations.RunSQL("\n".join(follow(*each) for each in FOLLOWED.items()), elidable=False),
        migrations.RunSQL(HISTORY, elidable=False),
    ]
