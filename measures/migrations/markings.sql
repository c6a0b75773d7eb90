-- Markings: which of two is narrower, and how that of a report bounds who reads what is in it.

-- The marking of what is read only by those who may read both; none if nobody may.
CREATE OR REPLACE FUNCTION narrower_marking(one text, other text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN one = other OR other = 'public' OR (other = 'participants' AND one <> 'public') THEN one
    WHEN one = 'public' OR one = 'participants' THEN other
END;

-- The marking of what is in a report, for its readers.
CREATE OR REPLACE FUNCTION within_report(marking text, report bigint) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN narrower_marking(marking, (SELECT measures_report.marking FROM measures_report WHERE id = report));

CREATE OR REPLACE FUNCTION readers_of_measure(measure measures_measure) RETURNS text LANGUAGE sql STABLE
RETURN within_report(measure.marking, measure.report_id);

-- The marking of what is read by those for whom a standing is.
CREATE OR REPLACE FUNCTION readers_of_standing(audience text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN audience = 'team' THEN 'internal' ELSE audience END;

-- Of a source the widest marking of the reports that cite it is kept with it.
CREATE OR REPLACE FUNCTION bound_sources(changed bigint[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION bound_cited_sources() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM bound_sources(array_agg(source.id))
        FROM added
            JOIN measures_evidence AS source ON source.id = added.evidence_id
            JOIN measures_entry AS entry ON entry.id = added.entry_id
            JOIN measures_report AS report ON report.id = entry.report_id
        WHERE source.cited_within <> report.marking;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION bound_source_no_longer_cited() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM bound_sources(ARRAY[OLD.evidence_id]);
    RETURN NULL;
END $$;

-- Their names come before those of the triggers that leave traces, and so do they.
CREATE OR REPLACE TRIGGER bound_cited_sources AFTER INSERT ON measures_citation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION bound_cited_sources();
CREATE OR REPLACE TRIGGER bound_source_no_longer_cited AFTER DELETE ON measures_citation
    FOR EACH ROW EXECUTE FUNCTION bound_source_no_longer_cited();
