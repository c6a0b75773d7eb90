-- Whether a source waits for a review is kept with it, as its latest review says.
--
-- Its name comes before those of the triggers that leave traces, and so does it.

CREATE OR REPLACE FUNCTION note_latest_reviews() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE measures_evidence AS source SET waits_for_review = latest.waits
    FROM (
        SELECT DISTINCT ON (evidence_id) evidence_id, review.state = 'pending' AS waits
        FROM measures_review AS review WHERE evidence_id IN (SELECT evidence_id FROM added)
        ORDER BY evidence_id, recorded_at DESC, id DESC
    ) AS latest
    WHERE source.id = latest.evidence_id AND source.waits_for_review <> latest.waits;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER note_latest_reviews AFTER INSERT ON measures_review
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_latest_reviews();
