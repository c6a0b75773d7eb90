"""Traces: every transaction leaves one for each row that it changes for somebody, the rows of other tables counted in.

A trace has the marking of those for whom something changed: what is done to hidden rows leaves none that others find.
A row that becomes narrower leaves one for those who could read it before. Traces of one transaction never wait for
those of another: the number of the transaction is part of their key.
"""

from django.db import migrations, models

import measures.models.markings

TRACES = """
-- The marking of what is read only by those who may read both; none if nobody may.
CREATE FUNCTION narrower_marking(one text, other text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN one = other OR other = 'public' OR (other = 'participants' AND one <> 'public') THEN one
    WHEN one = 'public' OR one = 'participants' THEN other
END;

CREATE FUNCTION leave_trace(of_kind text, of_key text, readers text, is_added boolean DEFAULT false)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO measures_trace (kind, xid, key, marking, is_new)
    SELECT of_kind, pg_current_xact_id()::text::bigint, of_key, readers, is_added WHERE readers IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

-- Of rows that show something which only some of their readers see.
CREATE FUNCTION trace_measures(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_trace('measure', key, narrower_marking(marking, readers)) FROM measures_measure WHERE id = ANY (changed)
$$;
CREATE FUNCTION trace_entries(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_trace('entry', key, narrower_marking(marking, readers)) FROM measures_entry WHERE id = ANY (changed)
$$;
CREATE FUNCTION trace_sources(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_trace('evidence', key, narrower_marking(marking, readers))
    FROM measures_evidence WHERE id = ANY (changed)
$$;
CREATE FUNCTION trace_milestones(changed bigint[], readers text) RETURNS void LANGUAGE sql AS $$
    SELECT leave_trace('milestone', milestone.key, narrower_marking(marking, readers))
    FROM measures_milestone AS milestone JOIN measures_measure AS measure ON measure.id = measure_id
    WHERE milestone.id = ANY (changed)
$$;
"""

OF_MEASURES = """
CREATE FUNCTION trace_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leave_trace('measure', coalesce(NEW.key, OLD.key), coalesce(OLD.marking, NEW.marking), TG_OP = 'INSERT');
    IF TG_OP = 'UPDATE' AND NEW.marking <> OLD.marking THEN
        PERFORM leave_trace('measure', NEW.key, NEW.marking);
        PERFORM leave_trace('milestone', key, OLD.marking) FROM measures_milestone WHERE measure_id = NEW.id;
        PERFORM leave_trace('link', link_key(link), narrower_marking(OLD.marking, other.marking))
            FROM measures_link AS link JOIN measures_measure AS other
                ON other.id = CASE source_id WHEN NEW.id THEN target_id ELSE source_id END
            WHERE NEW.id IN (source_id, target_id);
        PERFORM trace_measures(array_agg(id), OLD.marking) FROM measures_measure WHERE parent_id = NEW.id;
        PERFORM trace_entries(array_agg(entry_id), OLD.marking) FROM (
            SELECT entry_id FROM measures_bearing WHERE measure_id = NEW.id
            UNION SELECT entry_id FROM measures_view WHERE measure_id = NEW.id
            UNION SELECT mark.entry_id FROM measures_milestonemark AS mark
                JOIN measures_milestone AS milestone ON milestone.id = milestone_id WHERE measure_id = NEW.id
        ) AS naming;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_part_of_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_measures(ARRAY[NEW.measure_id, OLD.measure_id], 'public');
    IF TG_TABLE_NAME = 'measures_measure_parties' THEN
        PERFORM trace_milestones(array_agg(id), 'public') FROM measures_milestone
            WHERE measure_id IN (NEW.measure_id, OLD.measure_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    audience CONSTANT text := coalesce(NEW.audience, OLD.audience);
BEGIN
    PERFORM trace_measures(
        ARRAY[coalesce(NEW.measure_id, OLD.measure_id)],
        CASE WHEN audience = 'team' THEN 'internal' ELSE replace(audience, 'party:', 'released:') END
    );
    RETURN NULL;
END $$;

CREATE FUNCTION link_key(link measures_link) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', source.key, link.relation, target.key)
    FROM measures_measure AS source, measures_measure AS target
    WHERE source.id = link.source_id AND target.id = link.target_id
$$;
CREATE FUNCTION trace_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    link measures_link;
    readers text;
BEGIN
    FOR link IN SELECT OLD.* WHERE TG_OP <> 'INSERT' UNION ALL SELECT NEW.* WHERE TG_OP <> 'DELETE' LOOP
        readers := narrower_marking(
            (SELECT marking FROM measures_measure WHERE id = link.source_id),
            (SELECT marking FROM measures_measure WHERE id = link.target_id)
        );
        PERFORM leave_trace('link', link_key(link), readers, TG_OP = 'INSERT');
        PERFORM trace_measures(ARRAY[link.source_id, link.target_id], readers);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- The address is shown to the team only.
    readers CONSTANT text := CASE WHEN NEW.name <> OLD.name THEN 'public' ELSE 'internal' END;
BEGIN
    PERFORM trace_measures(array_agg(measure_id), readers) FROM measures_owner WHERE user_id = NEW.id;
    PERFORM trace_sources(array_agg(id), readers) FROM measures_evidence WHERE recorded_by_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_milestone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leave_trace('milestone', coalesce(NEW.key, OLD.key), marking, TG_OP = 'INSERT')
        FROM measures_measure WHERE id = coalesce(NEW.measure_id, OLD.measure_id);
    RETURN NULL;
END $$;

CREATE FUNCTION trace_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_milestones(ARRAY[coalesce(NEW.milestone_id, OLD.milestone_id)], marking)
        FROM measures_entry WHERE id = coalesce(NEW.entry_id, OLD.entry_id);
    RETURN NULL;
END $$;
"""

OF_THE_JOURNAL = """
CREATE FUNCTION trace_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    readers CONSTANT text := coalesce(OLD.marking, NEW.marking);
BEGIN
    PERFORM leave_trace('entry', NEW.key, readers, TG_OP = 'INSERT');
    IF TG_OP = 'INSERT' AND NEW.corrects_id IS NOT NULL THEN
        PERFORM trace_entries(ARRAY[NEW.corrects_id], readers);
        PERFORM trace_milestones(array_agg(milestone_id), readers)
            FROM measures_milestonemark WHERE entry_id = NEW.corrects_id;
    ELSIF TG_OP = 'UPDATE' AND NEW.marking <> OLD.marking THEN
        PERFORM leave_trace('entry', NEW.key, NEW.marking);
        PERFORM trace_milestones(array_agg(milestone_id), readers)
            FROM measures_milestonemark WHERE entry_id IN (NEW.id, NEW.corrects_id);
        PERFORM trace_sources(array_agg(evidence_id), readers) FROM measures_citation WHERE entry_id = NEW.id;
        PERFORM trace_entries(array_agg(entry_id), readers) FROM (
            SELECT id AS entry_id FROM measures_entry
                WHERE NEW.id IN (responds_to_id, corrects_id) OR id = NEW.corrects_id
            UNION SELECT view.entry_id FROM measures_view AS view
                JOIN measures_ground AS ground ON view.id = view_id WHERE ground.entry_id = NEW.id
        ) AS naming;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_entries(ARRAY[NEW.entry_id], 'public');
    RETURN NULL;
END $$;

CREATE FUNCTION trace_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    readers CONSTANT text := coalesce(OLD.marking, NEW.marking);
BEGIN
    PERFORM leave_trace('evidence', coalesce(NEW.key, OLD.key), readers, TG_OP = 'INSERT');
    IF TG_OP = 'UPDATE' THEN
        PERFORM leave_trace('evidence', NEW.key, NEW.marking);
        PERFORM trace_entries(array_agg(entry_id), readers) FROM measures_citation WHERE evidence_id = NEW.id;
        PERFORM trace_sources(array_agg(id), readers) FROM measures_evidence WHERE replaces_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_sources(ARRAY[NEW.evidence_id], 'public');
    RETURN NULL;
END $$;

CREATE FUNCTION trace_citation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_sources(ARRAY[coalesce(NEW.evidence_id, OLD.evidence_id)], marking)
        FROM measures_entry WHERE id = coalesce(NEW.entry_id, OLD.entry_id);
    RETURN NULL;
END $$;

CREATE FUNCTION trace_ambiguity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leave_trace('ambiguity', coalesce(NEW.key, OLD.key), 'public', TG_OP = 'INSERT');
    RETURN NULL;
END $$;

CREATE FUNCTION trace_bearer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leave_trace('ambiguity', key, 'public') FROM measures_ambiguity
        WHERE id IN (NEW.ambiguity_id, OLD.ambiguity_id);
    RETURN NULL;
END $$;
"""

# Which function leaves traces of what happens to which table.
FOLLOWED = {
    "measure": "measure",
    "measure_parties": "part_of_measure",
    "measure_needs_to_complete": "part_of_measure",
    "addressing": "part_of_measure",
    "owner": "part_of_measure",
    "indicator": "part_of_measure",
    "standing": "standing",
    "link": "link",
    "milestone": "milestone",
    "milestonemark": "mark",
    "entry": "entry",
    "redaction": "redaction",
    "evidence": "evidence",
    "review": "review",
    "citation": "citation",
    "ambiguity": "ambiguity",
    "ambiguity_bearers": "bearer",
}


def follow(table: str, function: str) -> str:
    """Triggers that call a function for rows that are added, taken away, or changed into other ones."""
    called = f"FOR EACH ROW {{}} EXECUTE FUNCTION trace_{function}();"
    return (
        f"CREATE TRIGGER leave_trace AFTER INSERT OR DELETE ON measures_{table} {called.format('')}"
        f"CREATE TRIGGER leave_trace_of_update AFTER UPDATE ON measures_{table}"
        f" {called.format('WHEN (OLD.* IS DISTINCT FROM NEW.*)')}"
    )


OF_USERS = """
CREATE TRIGGER leave_trace AFTER UPDATE ON measures_user
    FOR EACH ROW WHEN (OLD.name <> NEW.name OR OLD.email <> NEW.email) EXECUTE FUNCTION trace_user();
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0010_secret_urls")]

    operations = [
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "xid", "key", "marking", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("xid", models.BigIntegerField()),
                ("key", models.CharField(max_length=250)),
                ("marking", measures.models.markings.MarkingField()),
                ("is_new", models.BooleanField()),
            ],
            options={"ordering": ["kind", "xid", "key", "marking"]},
        ),
        migrations.RunSQL(TRACES, elidable=False),
        migrations.RunSQL(OF_MEASURES, elidable=False),
        migrations.RunSQL(OF_THE_JOURNAL, elidable=False),
        migrations.RunSQL("\n".join(follow(*each) for each in FOLLOWED.items()), elidable=False),
        migrations.RunSQL(OF_USERS, elidable=False),
    ]
