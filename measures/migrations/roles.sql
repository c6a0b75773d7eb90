-- A role for one report is for those who are no administrators, looked at when a transaction ends.

CREATE OR REPLACE FUNCTION require_person_of_report_role() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- The trigger names the column that holds the user. Whoever changes the user's role at the same time is waited for.
    PERFORM FROM measures_user AS person
        WHERE person.id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint
            AND person.role = 'administrator'
            AND EXISTS (SELECT FROM measures_reportrole WHERE user_id = person.id)
        FOR SHARE OF person;
    IF FOUND THEN
        RAISE EXCEPTION 'An administrator has no role for one report.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_role_of_reader_or_team';
    END IF;
    RETURN NULL;
END;
$$;

DROP TRIGGER IF EXISTS person_of_report_role ON measures_reportrole;
CREATE CONSTRAINT TRIGGER person_of_report_role AFTER INSERT OR UPDATE ON measures_reportrole
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_person_of_report_role('user_id');

DROP TRIGGER IF EXISTS person_of_report_role ON measures_user;
CREATE CONSTRAINT TRIGGER person_of_report_role AFTER UPDATE OF role ON measures_user
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.role = 'administrator')
EXECUTE FUNCTION require_person_of_report_role('id');
