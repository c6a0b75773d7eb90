"""The marking of a report bounds who reads what is in it, and who finds the traces of that.

Of a source the widest marking of the reports that cite it is kept with it, by triggers. A report whose marking changes
leaves a trace of all that is in it, for those who could read it before or can now.
"""

from django.db import migrations, models

import measures.models.markings

BOUNDS = """
-- The marking of what is in a report, for its readers.
CREATE FUNCTION within_report(marking text, report bigint) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN narrower_marking(marking, (SELECT measures_report.marking FROM measures_report WHERE id = report));

CREATE FUNCTION bound_sources(changed bigint[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE measures_evidence AS source SET cited_within = widest.marking
    FROM (
        SELECT cited.id, (
            SELECT report.marking
            FROM measures_citation AS citation
                JOIN measures_entry AS entry ON entry.id = citation.entry_id
                JOIN measures_report AS report ON report.id = entry.report_id
            WHERE citation.evidence_id = cited.id
            ORDER BY array_position(ARRAY['public', 'participants', 'internal'], report.marking::text) LIMIT 1
        ) AS marking
        FROM measures_evidence AS cited WHERE cited.id = ANY (changed)
    ) AS widest
    -- One that is cited no more stays as it was.
    WHERE source.id = widest.id AND source.cited_within <> widest.marking
$$;

CREATE FUNCTION bound_cited_sources() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM bound_sources(array_agg(source.id))
        FROM added
            JOIN measures_evidence AS source ON source.id = added.evidence_id
            JOIN measures_entry AS entry ON entry.id = added.entry_id
            JOIN measures_report AS report ON report.id = entry.report_id
        WHERE source.cited_within <> report.marking;
    RETURN NULL;
END $$;
CREATE FUNCTION bound_source_no_longer_cited() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM bound_sources(ARRAY[OLD.evidence_id]);
    RETURN NULL;
END $$;

-- Named so that they come before those that leave traces.
CREATE TRIGGER bound_cited_sources AFTER INSERT ON measures_citation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION bound_cited_sources();
CREATE TRIGGER bound_source_no_longer_cited AFTER DELETE ON measures_citation
    FOR EACH ROW EXECUTE FUNCTION bound_source_no_longer_cited();
"""

TRACES = """
CREATE OR REPLACE FUNCTION trace_measures(changed bigint[], readers text) RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'measure', array_agg(key), array_agg(narrower_marking(within_report(marking, report_id), readers))
    )
    FROM measures_measure WHERE id = ANY (changed)
$$;
CREATE OR REPLACE FUNCTION trace_entries(changed bigint[], readers text) RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'entry', array_agg(key), array_agg(narrower_marking(within_report(marking, report_id), readers))
    )
    FROM measures_entry WHERE id = ANY (changed)
$$;
CREATE OR REPLACE FUNCTION trace_sources(changed bigint[], readers text) RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'evidence', array_agg(key), array_agg(narrower_marking(narrower_marking(marking, cited_within), readers))
    )
    FROM measures_evidence WHERE id = ANY (changed)
$$;
CREATE OR REPLACE FUNCTION trace_milestones(changed bigint[], readers text) RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'milestone', array_agg(milestone.key), array_agg(narrower_marking(within_report(marking, report_id), readers))
    )
    FROM measures_milestone AS milestone JOIN measures_measure AS measure ON measure.id = measure_id
    WHERE milestone.id = ANY (changed)
$$;

CREATE OR REPLACE FUNCTION trace_measure() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before CONSTANT text := within_report(coalesce(OLD.marking, NEW.marking), coalesce(OLD.report_id, NEW.report_id));
BEGIN
    PERFORM leave_trace('measure', coalesce(NEW.key, OLD.key), before, TG_OP = 'INSERT');
    IF TG_OP = 'UPDATE' AND NEW.marking <> OLD.marking THEN
        PERFORM trace_measures(ARRAY[NEW.id], NEW.marking);
        PERFORM leave_trace('milestone', key, before) FROM measures_milestone WHERE measure_id = NEW.id;
        PERFORM leave_trace('link', link_key(link), narrower_marking(before, readers_of_measure(other)))
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

CREATE FUNCTION readers_of_measure(measure measures_measure) RETURNS text LANGUAGE sql STABLE
RETURN within_report(measure.marking, measure.report_id);

CREATE OR REPLACE FUNCTION trace_link() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    link measures_link;
    readers text;
BEGIN
    FOR link IN SELECT OLD.* WHERE TG_OP <> 'INSERT' UNION ALL SELECT NEW.* WHERE TG_OP <> 'DELETE' LOOP
        readers := narrower_marking(
            (SELECT readers_of_measure(measure) FROM measures_measure AS measure WHERE id = link.source_id),
            (SELECT readers_of_measure(measure) FROM measures_measure AS measure WHERE id = link.target_id)
        );
        PERFORM leave_trace('link', link_key(link), readers, TG_OP = 'INSERT');
        PERFORM trace_measures(ARRAY[link.source_id, link.target_id], readers);
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_milestone() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace('milestone', coalesce(NEW.key, OLD.key), readers_of_measure(measure), TG_OP = 'INSERT')
        FROM measures_measure AS measure WHERE id = coalesce(NEW.measure_id, OLD.measure_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    readers CONSTANT text := coalesce(OLD.marking, NEW.marking);
BEGIN
    PERFORM leave_trace('entry', NEW.key, within_report(readers, NEW.report_id), TG_OP = 'INSERT');
    IF TG_OP = 'INSERT' AND NEW.corrects_id IS NOT NULL THEN
        PERFORM trace_entries(ARRAY[NEW.corrects_id], readers);
        PERFORM trace_milestones(array_agg(milestone_id), readers)
            FROM measures_milestonemark WHERE entry_id = NEW.corrects_id;
    ELSIF TG_OP = 'UPDATE' AND NEW.marking <> OLD.marking THEN
        PERFORM trace_entries(ARRAY[NEW.id], NEW.marking);
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

CREATE OR REPLACE FUNCTION trace_evidence() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    readers CONSTANT text := narrower_marking(
        coalesce(OLD.marking, NEW.marking), coalesce(OLD.cited_within, NEW.cited_within)
    );
BEGIN
    PERFORM leave_trace('evidence', coalesce(NEW.key, OLD.key), readers, TG_OP = 'INSERT');
    IF TG_OP = 'UPDATE' THEN
        PERFORM trace_sources(ARRAY[NEW.id], 'public');
        PERFORM trace_entries(array_agg(entry_id), readers) FROM measures_citation WHERE evidence_id = NEW.id;
        PERFORM trace_sources(array_agg(id), readers) FROM measures_evidence WHERE replaces_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_ambiguity() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace(
        'ambiguity',
        coalesce(NEW.key, OLD.key),
        within_report('public', coalesce(NEW.report_id, OLD.report_id)),
        TG_OP = 'INSERT'
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_bearer() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace('ambiguity', key, within_report('public', report_id)) FROM measures_ambiguity
        WHERE id IN (NEW.ambiguity_id, OLD.ambiguity_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_measure() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_traces('measure', array_agg(key), array_agg(within_report(marking, report_id)), true) FROM added;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION trace_added_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_traces('entry', array_agg(key), array_agg(within_report(marking, report_id)), true) FROM added;
    PERFORM trace_entries(array_agg(corrects_id), marking) FROM added WHERE corrects_id IS NOT NULL GROUP BY marking;
    PERFORM trace_milestones(array_agg(milestone_id), marking)
        FROM added JOIN measures_milestonemark AS mark ON mark.entry_id = corrects_id GROUP BY marking;
    RETURN NULL;
END $$;

CREATE FUNCTION trace_report() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    readers CONSTANT text :=
        CASE WHEN narrower_marking(OLD.marking, NEW.marking) = NEW.marking THEN OLD.marking ELSE NEW.marking END;
BEGIN
    PERFORM bound_sources(array_agg(DISTINCT evidence_id))
        FROM measures_citation JOIN measures_entry AS entry ON entry.id = entry_id WHERE report_id = NEW.id;
    PERFORM leave_traces('measure', array_agg(key), array_agg(narrower_marking(marking, readers)))
        FROM measures_measure WHERE report_id = NEW.id;
    PERFORM leave_traces('entry', array_agg(key), array_agg(narrower_marking(marking, readers)))
        FROM measures_entry WHERE report_id = NEW.id;
    PERFORM leave_traces('ambiguity', array_agg(key), array_agg(readers))
        FROM measures_ambiguity WHERE report_id = NEW.id;
    PERFORM leave_traces('milestone', array_agg(milestone.key), array_agg(narrower_marking(marking, readers)))
        FROM measures_milestone AS milestone JOIN measures_measure AS measure ON measure.id = measure_id
        WHERE report_id = NEW.id;
    PERFORM leave_traces(
            'link',
            array_agg(link_key(link)),
            array_agg(narrower_marking(
                readers,
                narrower_marking(
                    CASE source.report_id WHEN NEW.id THEN source.marking ELSE readers_of_measure(source) END,
                    CASE target.report_id WHEN NEW.id THEN target.marking ELSE readers_of_measure(target) END
                )
            ))
        )
        FROM measures_link AS link
            JOIN measures_measure AS source ON source.id = source_id
            JOIN measures_measure AS target ON target.id = target_id
        WHERE NEW.id IN (source.report_id, target.report_id);
    RETURN NULL;
END $$;
CREATE TRIGGER leave_traces_of_marking AFTER UPDATE ON measures_report
    FOR EACH ROW WHEN (OLD.marking <> NEW.marking) EXECUTE FUNCTION trace_report();
"""

# What is followed of a report, and its marking.
HISTORY = """
DO $$
DECLARE
    followed CONSTANT text := substring(pg_get_triggerdef(oid) FROM 'record_row_change\\((.*)\\)$')
        FROM pg_trigger WHERE tgname = 'record_row_change' AND tgrelid = 'measures_report'::regclass;
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER record_row_change AFTER UPDATE OR DELETE ON measures_report'
        ' FOR EACH ROW EXECUTE FUNCTION record_row_change(%s, ''marking'')', followed
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0038_formats_of_seals")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="marking",
            field=measures.models.markings.MarkingField(
                choices=[
                    ("public", "Public"),
                    ("participants", "Participants: the team and representatives"),
                    ("internal", "Internal: the team"),
                ],
                default="public",
                max_length=20,
                verbose_name="who may read it",
            ),
        ),
        migrations.AddField(
            model_name="report", name="version", field=models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("marking__in", ["public", "participants", "internal"])), name="report_marking"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="cited_within",
            field=models.CharField(
                choices=[
                    ("public", "Public"),
                    ("participants", "Participants: the team and representatives"),
                    ("internal", "Internal: the team"),
                ],
                default="public",
                editable=False,
                max_length=20,
            ),
        ),
        migrations.RunSQL(BOUNDS, elidable=False),
        migrations.RunSQL(TRACES, elidable=False),
        migrations.RunSQL(HISTORY, elidable=False),
    ]
