-- To whom measures are addressed.

CREATE OR REPLACE FUNCTION fill_in_report_of_addressee() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT report_id INTO NEW.report_id FROM measures_measure WHERE id = NEW.measure_id;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS fill_in_report ON measures_measure_parties;
CREATE TRIGGER fill_in_report BEFORE INSERT OR UPDATE ON measures_measure_parties
FOR EACH ROW EXECUTE FUNCTION fill_in_report_of_addressee();

-- To how many, is looked at when the transaction ends.

CREATE OR REPLACE FUNCTION require_one_party() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- The trigger names the column that holds the measure.
    changed bigint := to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0];
    broken text;
BEGIN
    SELECT measure.key INTO broken FROM measures_measure AS measure
    WHERE measure.id = changed AND measure.kind = 'unilateral'
        AND (SELECT count(*) FROM measures_measure_parties AS addressed WHERE addressed.measure_id = measure.id) <> 1;
    IF FOUND THEN
        RAISE EXCEPTION 'A unilateral measure is addressed to one party: % is not.', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_unilateral_has_one_party';
    END IF;
    RETURN NULL;
END;
$$;

DROP TRIGGER IF EXISTS one_party_of_unilateral ON measures_measure;
CREATE CONSTRAINT TRIGGER one_party_of_unilateral AFTER INSERT OR UPDATE OF kind ON measures_measure
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'unilateral') EXECUTE FUNCTION require_one_party('id');

DROP TRIGGER IF EXISTS one_party_of_unilateral ON measures_measure_parties;
CREATE CONSTRAINT TRIGGER one_party_of_unilateral AFTER INSERT OR UPDATE OR DELETE ON measures_measure_parties
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_one_party('measure_id');
