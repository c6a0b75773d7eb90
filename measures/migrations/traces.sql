-- Traces: every transaction leaves one for each row that it changes for somebody, also where the row shows what
-- another table holds.
--
-- A trace has the marking of those for whom something changed: what is done to hidden rows leaves none that others
-- find. A row that becomes narrower leaves one for those who could read it before. Traces of one transaction never wait
-- for those of another: the number of the transaction is part of their key.

CREATE OR REPLACE FUNCTION leave_trace(of_kind text, of_key text, readers text, is_added boolean DEFAULT false)
RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO measures_trace (kind, xid, key, marking, is_new)
    SELECT of_kind, pg_current_xact_id()::text::bigint, of_key, readers, is_added WHERE readers IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION leave_traces(of_kind text, keys text[], readers text[], is_added boolean DEFAULT false)
RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO measures_trace (kind, xid, key, marking, is_new)
    SELECT of_kind, pg_current_xact_id()::text::bigint, key, marking, is_added
    FROM unnest(keys, readers) AS changed (key, marking) WHERE marking IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION link_key(link measures_link) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT concat_ws(' ', source.key, link.relation, target.key)
    FROM measures_measure AS source, measures_measure AS target
    WHERE source.id = link.source_id AND target.id = link.target_id
$$;

-- Of rows that show something which only some of their readers see.

CREATE OR REPLACE FUNCTION trace_measures(changed bigint[], readers text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'measure', array_agg(key), array_agg(narrower_marking(within_report(marking, report_id), readers))
    )
    FROM measures_measure WHERE id = ANY (changed)
$$;

CREATE OR REPLACE FUNCTION trace_entries(changed bigint[], readers text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'entry', array_agg(key), array_agg(narrower_marking(within_report(marking, report_id), readers))
    )
    FROM measures_entry WHERE id = ANY (changed)
$$;

CREATE OR REPLACE FUNCTION trace_sources(changed bigint[], readers text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'evidence', array_agg(key), array_agg(narrower_marking(narrower_marking(marking, cited_within), readers))
    )
    FROM measures_evidence WHERE id = ANY (changed)
$$;

CREATE OR REPLACE FUNCTION trace_milestones(changed bigint[], readers text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT leave_traces(
        'milestone', array_agg(milestone.key), array_agg(narrower_marking(within_report(marking, report_id), readers))
    )
    FROM measures_milestone AS milestone JOIN measures_measure AS measure ON measure.id = measure_id
    WHERE milestone.id = ANY (changed)
$$;

-- Of rows that are changed or taken away, one by one, and of those that are never added many at a time.

CREATE OR REPLACE FUNCTION trace_measure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before CONSTANT text := within_report(OLD.marking, OLD.report_id);
BEGIN
    PERFORM leave_trace('measure', coalesce(NEW.key, OLD.key), before);
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

CREATE OR REPLACE FUNCTION trace_part_of_measure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_measures(ARRAY[NEW.measure_id, OLD.measure_id], 'public');
    IF TG_TABLE_NAME = 'measures_measure_parties' THEN
        PERFORM trace_milestones(array_agg(id), 'public') FROM measures_milestone
            WHERE measure_id IN (NEW.measure_id, OLD.measure_id);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_standing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_measures(
        ARRAY[coalesce(NEW.measure_id, OLD.measure_id)], readers_of_standing(coalesce(NEW.audience, OLD.audience))
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION trace_user() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- The address is shown to the team only, and the name of who has not agreed to be named.
    is_named CONSTANT boolean := NEW.is_named_in_public OR OLD.is_named_in_public;
    is_shown CONSTANT boolean := is_named AND (NEW.name, NEW.is_named_in_public) <> (OLD.name, OLD.is_named_in_public);
    readers CONSTANT text := CASE WHEN is_shown THEN 'public' ELSE 'internal' END;
BEGIN
    PERFORM trace_measures(array_agg(measure_id), readers) FROM measures_owner WHERE user_id = NEW.id;
    PERFORM trace_sources(array_agg(id), readers) FROM measures_evidence WHERE recorded_by_id = NEW.id;
    IF NEW.is_named_in_public <> OLD.is_named_in_public THEN
        PERFORM trace_entries(array_agg(id), 'public') FROM measures_entry WHERE author_id = NEW.id;
        PERFORM trace_entries(array_agg(entry_id), 'public') FROM measures_secondagreement WHERE agreed_by_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_milestone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace('milestone', coalesce(NEW.key, OLD.key), readers_of_measure(measure), TG_OP = 'INSERT')
        FROM measures_measure AS measure WHERE id = coalesce(NEW.measure_id, OLD.measure_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_mark() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_milestones(ARRAY[OLD.milestone_id], marking) FROM measures_entry WHERE id = OLD.entry_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace('entry', NEW.key, within_report(OLD.marking, NEW.report_id));
    IF NEW.marking <> OLD.marking THEN
        PERFORM trace_entries(ARRAY[NEW.id], NEW.marking);
        PERFORM trace_milestones(array_agg(milestone_id), OLD.marking)
            FROM measures_milestonemark WHERE entry_id IN (NEW.id, NEW.corrects_id);
        PERFORM trace_sources(array_agg(evidence_id), OLD.marking) FROM measures_citation WHERE entry_id = NEW.id;
        PERFORM trace_entries(array_agg(entry_id), OLD.marking) FROM (
            SELECT id AS entry_id FROM measures_entry
                WHERE NEW.id IN (responds_to_id, corrects_id) OR id = NEW.corrects_id
            UNION SELECT view.entry_id FROM measures_view AS view
                JOIN measures_ground AS ground ON view.id = view_id WHERE ground.entry_id = NEW.id
        ) AS naming;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_redaction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_entries(ARRAY[NEW.entry_id], 'public');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_evidence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    readers CONSTANT text := narrower_marking(OLD.marking, OLD.cited_within);
BEGIN
    PERFORM leave_trace('evidence', coalesce(NEW.key, OLD.key), readers);
    IF TG_OP = 'UPDATE' THEN
        PERFORM trace_sources(ARRAY[NEW.id], 'public');
        PERFORM trace_entries(array_agg(entry_id), readers) FROM measures_citation WHERE evidence_id = NEW.id;
        PERFORM trace_sources(array_agg(id), readers) FROM measures_evidence WHERE replaces_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_citation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_sources(ARRAY[OLD.evidence_id], marking) FROM measures_entry WHERE id = OLD.entry_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_address() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_sources(ARRAY[NEW.evidence_id], 'public');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_capture() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_sources(array_agg(evidence_id), 'public') FROM measures_sourceaddress WHERE id = NEW.address_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_ambiguity() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace(
        'ambiguity',
        coalesce(NEW.key, OLD.key),
        within_report('public', coalesce(NEW.report_id, OLD.report_id)),
        TG_OP = 'INSERT'
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_bearer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace('ambiguity', key, within_report('public', report_id)) FROM measures_ambiguity
        WHERE id IN (NEW.ambiguity_id, OLD.ambiguity_id);
    RETURN NULL;
END $$;

-- A report whose marking changes: of all that is in it, for those who could read it before or can now.
CREATE OR REPLACE FUNCTION trace_report() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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

-- Of rows that a statement adds, all at once.

CREATE OR REPLACE FUNCTION trace_added_measure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_traces('measure', array_agg(key), array_agg(within_report(marking, report_id)), true) FROM added;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_part_of_measure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_measures(array_agg(measure_id), 'public') FROM added;
    IF TG_TABLE_NAME = 'measures_measure_parties' THEN
        PERFORM trace_milestones(array_agg(id), 'public') FROM measures_milestone
            WHERE measure_id IN (SELECT measure_id FROM added);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_standing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_measures(array_agg(measure_id), readers_of_standing(audience)) FROM added GROUP BY audience;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_mark() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_milestones(array_agg(milestone_id), marking)
        FROM added JOIN measures_entry AS entry ON entry.id = entry_id GROUP BY marking;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_traces('entry', array_agg(key), array_agg(within_report(marking, report_id)), true) FROM added;
    PERFORM trace_entries(array_agg(corrects_id), marking) FROM added WHERE corrects_id IS NOT NULL GROUP BY marking;
    PERFORM trace_milestones(array_agg(milestone_id), marking)
        FROM added JOIN measures_milestonemark AS mark ON mark.entry_id = corrects_id GROUP BY marking;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_evidence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_traces('evidence', array_agg(key), array_agg(marking), true) FROM added;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_review() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_sources(array_agg(evidence_id), 'public') FROM added;
    PERFORM trace_entries(array_agg(entry_id), narrower_marking(marking, cited_within))
        FROM added
            JOIN measures_citation AS citation ON citation.evidence_id = added.evidence_id
            JOIN measures_evidence AS source ON source.id = added.evidence_id
        GROUP BY narrower_marking(marking, cited_within);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trace_added_citation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM trace_sources(array_agg(evidence_id), marking)
        FROM added JOIN measures_entry AS entry ON entry.id = entry_id GROUP BY marking;
    RETURN NULL;
END $$;

-- Of what is written once beside the entries: that it is new, by its number, for programs of ours alone.
CREATE OR REPLACE FUNCTION trace_new_rows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM leave_trace(substr(TG_TABLE_NAME, length('measures_') + 1), id::text, 'internal', true) FROM added;
    RETURN NULL;
END $$;

-- What the journal's guards refuse leaves no trace.
DO $$
DECLARE
    followed text;
    subject text;
    one_by_one text;
    is_changed boolean;
    is_added_at_once boolean;
BEGIN
    FOR followed, subject, one_by_one, is_changed, is_added_at_once IN VALUES
        ('measure', 'measure', 'DELETE', true, true),
        ('measure_parties', 'part_of_measure', 'DELETE', true, true),
        ('measure_needs_to_complete', 'part_of_measure', 'DELETE', true, true),
        ('addressing', 'part_of_measure', 'DELETE', true, true),
        ('owner', 'part_of_measure', 'DELETE', true, true),
        ('indicator', 'part_of_measure', 'DELETE', true, true),
        ('standing', 'standing', 'DELETE', true, true),
        ('link', 'link', 'INSERT OR DELETE', true, false),
        ('milestone', 'milestone', 'INSERT OR DELETE', true, false),
        ('milestonemark', 'mark', 'DELETE', false, true),
        ('entry', 'entry', NULL, true, true),
        ('redaction', 'redaction', 'INSERT', false, false),
        ('evidence', 'evidence', 'DELETE', true, true),
        ('review', 'review', NULL, false, true),
        ('capture', 'capture', 'INSERT', true, false),
        ('citation', 'citation', 'DELETE', false, true),
        ('ambiguity', 'ambiguity', 'INSERT OR DELETE', true, false),
        ('ambiguity_bearers', 'bearer', 'INSERT OR DELETE', true, false)
    LOOP
        IF one_by_one IS NOT NULL THEN
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER leave_trace AFTER %s ON %I FOR EACH ROW EXECUTE FUNCTION %I()',
                one_by_one, 'measures_' || followed, 'trace_' || subject
            );
        END IF;
        IF is_changed THEN
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER leave_trace_of_update AFTER UPDATE ON %I'
                ' FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION %I()',
                'measures_' || followed, 'trace_' || subject
            );
        END IF;
        IF is_added_at_once THEN
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER leave_traces_of_added AFTER INSERT ON %I REFERENCING NEW TABLE AS added'
                ' FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                'measures_' || followed, 'trace_added_' || subject
            );
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE TRIGGER leave_trace AFTER UPDATE ON measures_user
    FOR EACH ROW WHEN (
        (OLD.name, OLD.email, OLD.is_named_in_public) IS DISTINCT FROM (NEW.name, NEW.email, NEW.is_named_in_public)
    ) EXECUTE FUNCTION trace_user();
CREATE OR REPLACE TRIGGER leave_traces_of_marking AFTER UPDATE ON measures_report
    FOR EACH ROW WHEN (OLD.marking <> NEW.marking) EXECUTE FUNCTION trace_report();
CREATE OR REPLACE TRIGGER leave_trace AFTER UPDATE ON measures_sourceaddress
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION trace_address();

DO $$
DECLARE
    followed text;
BEGIN
    FOREACH followed IN ARRAY ARRAY['review', 'redaction', 'correctionreason'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER leave_traces_of_new AFTER INSERT ON %I REFERENCING NEW TABLE AS added'
            ' FOR EACH STATEMENT EXECUTE FUNCTION trace_new_rows()',
            'measures_' || followed
        );
    END LOOP;
END $$;
