-- The account log is written once: the address in an event may go at any time, an event after two years, and what
-- somebody called a token or the like with the name that was removed of theirs.

CREATE OR REPLACE FUNCTION guard_account_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address IS NULL AND to_jsonb(NEW) - 'address' = to_jsonb(OLD) - 'address' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND is_name_redacted(OLD.account_id)
        AND NEW.about = removed_name()
        AND to_jsonb(NEW) - 'about' = to_jsonb(OLD) - 'about'
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '730 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The account log is written once: % is refused.', lower(TG_OP) USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER guard_account_event_before_update_or_delete BEFORE UPDATE OR DELETE ON measures_accountevent
    FOR EACH ROW EXECUTE FUNCTION guard_account_event();
CREATE OR REPLACE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON measures_accountevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();

-- The application's role may not delete an event by itself.
CREATE OR REPLACE FUNCTION forget_account_events(until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM measures_accountevent WHERE at < until
$$;
