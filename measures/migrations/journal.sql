-- The journal is written once: triggers refuse changes to everybody, the owner of the tables included.
--
-- The exceptions are `redact_entry`, `redact_row` and `redact_name`, which leave a row in `measures_redaction`. The first
-- takes an entry's content away, and the copies of sources that nothing else rests on; the second the notes and copies
-- of a source, and what the row history has of a row's words; the third a person's name. Stored files are written once
-- too, and may go once no source, copy or import names them.

CREATE OR REPLACE FUNCTION refuse_journal_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The journal is written once: % of % is refused.', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- The moments at which a row that is inserted now can have been recorded: while its transaction runs. The minutes are for
-- a clock that is set right meanwhile. Whoever owns the tables could do without the trigger, and writes a past for trying
-- out.
CREATE OR REPLACE FUNCTION present_moments() RETURNS tstzrange
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
RETURN tstzrange(transaction_timestamp() - interval '1 minute', clock_timestamp() + interval '1 minute');

CREATE OR REPLACE FUNCTION require_present_moment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    present CONSTANT tstzrange := present_moments();
BEGIN
    -- After a clock was set back rows are recorded at the moment of the last one, until it has caught up.
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN NEW;
    END IF;
    IF NEW.recorded_at < lower(present) OR NEW.recorded_at > upper(present) AND NOT EXISTS (
        SELECT FROM measures_entry
            WHERE chain_id = NEW.chain_id AND recorded_at > NEW.recorded_at - interval '1 second'
        UNION ALL SELECT FROM measures_sourcelink
            WHERE chain_id = NEW.chain_id AND coalesce(sealed_at, recorded_at) > NEW.recorded_at - interval '1 second'
    ) THEN
        RAISE EXCEPTION 'What is recorded now is not recorded at %.', NEW.recorded_at
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION is_redacted(entry bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM measures_redaction WHERE entry_id = entry)
$$;

-- What stands in the place of a name that was removed.
CREATE OR REPLACE FUNCTION removed_name() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp
RETURN '[name removed]';

CREATE OR REPLACE FUNCTION is_name_redacted(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM measures_redaction WHERE kind = 'name' AND "table" = 'measures_user' AND "row" = person::text
    )
$$;

-- The first of the versions of an entry, of which each corrects the one before.
CREATE OR REPLACE FUNCTION first_version(entry bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE version AS (
        SELECT id, corrects_id FROM measures_entry WHERE id = entry
        UNION ALL
        SELECT earlier.id, earlier.corrects_id
            FROM measures_entry AS earlier JOIN version ON earlier.id = version.corrects_id
    )
    SELECT id FROM version WHERE corrects_id IS NULL
$$;

CREATE OR REPLACE FUNCTION guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- Before an update generated columns are not computed yet; they follow from the others.
    generated CONSTANT text[] := ARRAY['counts_from', 'recorded_on', 'search'];
    content CONSTANT text[] :=
        ARRAY['title', 'title_zh_hans', 'narrative', 'narrative_zh_hans', 'salt', 'name_salt'];
    mutable text[] := ARRAY['marking', 'place_in_day'];
    before CONSTANT jsonb := to_jsonb(OLD) - generated;
    after CONSTANT jsonb := to_jsonb(NEW) - generated;
BEGIN
    IF narrower_marking(OLD.marking, NEW.marking) IS DISTINCT FROM NEW.marking THEN
        RAISE EXCEPTION 'A marking is never loosened: from % to % is refused.', OLD.marking, NEW.marking
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF is_redacted(OLD.id)
        AND NEW.title || NEW.title_zh_hans || NEW.narrative || NEW.narrative_zh_hans = ''
        AND length(NEW.salt) = 0
        AND length(NEW.name_salt) = 0
    THEN
        mutable := mutable || content;
    END IF;
    -- The first format sealed the name with the rest.
    IF NEW.author_name = removed_name()
        AND length(NEW.name_salt) = 0
        AND (OLD.seal_format > 1 OR is_redacted(OLD.id))
        AND is_name_redacted(OLD.author_id)
    THEN
        mutable := mutable || ARRAY['author_name', 'name_salt'];
    END IF;
    IF after - mutable = before - mutable THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is written once: update of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Whether the entry of a view, or of a text that was read, was redacted.
CREATE OR REPLACE FUNCTION is_view_redacted(view bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT is_redacted(entry_id) FROM measures_view WHERE id = view
$$;

CREATE OR REPLACE FUNCTION is_text_redacted(text_read bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT is_redacted(entry_id) FROM measures_readouttext WHERE id = text_read
$$;

-- In PL/pgSQL: an upgrade runs this file before there is a table of statements, too.
CREATE OR REPLACE FUNCTION is_statement_redacted(statement bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT is_redacted(entry_id) FROM measures_statement WHERE id = statement);
END $$;

CREATE OR REPLACE FUNCTION is_source_redacted(source bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT redaction_id IS NOT NULL FROM measures_evidence WHERE id = source
$$;

-- Whether a source, a copy or an import names a stored file.
CREATE OR REPLACE FUNCTION is_file_named(hash text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM measures_evidence WHERE file_id = hash)
        OR EXISTS (SELECT FROM measures_capture WHERE file_id = hash)
        OR EXISTS (SELECT FROM measures_import WHERE file_id = hash)
$$;

-- Whether nothing but some columns of a row has changed, in which nothing is left.
CREATE OR REPLACE FUNCTION is_emptied(was jsonb, becomes jsonb, columns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT becomes - columns = was - columns
        AND NOT EXISTS (SELECT FROM jsonb_each_text(becomes) WHERE key = ANY (columns) AND value NOT IN ('', '\x'))
$$;

-- Whether nothing but the name of the person in a row has changed, which was removed.
CREATE OR REPLACE FUNCTION is_name_removed(was jsonb, becomes jsonb, person text, name text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT is_name_redacted((was ->> person)::bigint)
        AND becomes ->> name = removed_name()
        AND is_emptied(was - name, becomes - name, '{name_salt}')
$$;

-- The columns of a row of which words were redacted.
CREATE OR REPLACE FUNCTION redacted_columns(of_table text, of_row text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ARRAY(SELECT unnest(columns) FROM measures_redaction WHERE "table" = of_table AND "row" = of_row)
$$;

-- A line of a record that comes with no entry.
CREATE OR REPLACE FUNCTION is_reason_redacted(was measures_correctionreason, becomes measures_correctionreason)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT was.entry_id IS NULL AND redacted <> '{}' AND to_jsonb(becomes) - redacted = to_jsonb(was) - redacted
    FROM redacted_columns('measures_correctionreason', was.id::text) AS redacted
$$;

CREATE OR REPLACE FUNCTION guard_capture() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Before an update generated columns are not computed yet; they follow from the others.
    IF EXISTS (SELECT FROM measures_sourceaddress WHERE id = OLD.address_id AND redaction_id IS NOT NULL)
        AND is_emptied(
            to_jsonb(OLD) - 'search', to_jsonb(NEW) - 'search', '{file_id,payload_sha256,text,salt,name_salt}'
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is written once: update of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- The values of a row without those of some columns, whose names stay.
CREATE OR REPLACE FUNCTION without_words(of jsonb, columns text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY (columns) THEN 'null' ELSE value END) FROM jsonb_each(of)
$$;

-- The columns with the names under which people wrote, in tables that have a row history.
CREATE OR REPLACE FUNCTION columns_of_names() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp
RETURN ARRAY['searched_by_name', 'added_by_name', 'recorded_by_name', 'withdrawn_by_name'];

-- The values of a row without those that are names under which somebody wrote.
CREATE OR REPLACE FUNCTION without_names(of jsonb, names text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT without_words(of, ARRAY(
        SELECT key FROM jsonb_each_text(of) WHERE key = ANY (columns_of_names()) AND value = ANY (names)
    ))
$$;

-- Whether the values of a row are as before, or are gone where they were redacted.
CREATE OR REPLACE FUNCTION is_redacted_from(becomes jsonb, was jsonb, redacted text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT without_words(becomes, redacted) IS NOT DISTINCT FROM without_words(was, redacted)
        AND NOT EXISTS (SELECT FROM jsonb_each(becomes) WHERE value <> 'null' AND value <> was -> key)
$$;

CREATE OR REPLACE FUNCTION is_change_redacted(was measures_rowchange, becomes measures_rowchange) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT redacted <> '{}'
        AND to_jsonb(becomes) - '{before,after}'::text[] = to_jsonb(was) - '{before,after}'::text[]
        AND is_redacted_from(becomes.before, was.before, redacted)
        AND is_redacted_from(becomes.after, was.after, redacted)
    FROM (
        SELECT redacted_columns(was."table", was."row"::text)
            || CASE WHEN EXISTS (SELECT FROM measures_redaction WHERE kind = 'name') THEN columns_of_names() END
            AS redacted
    ) AS lists
$$;

-- The copies of sources go, and no more are made.
CREATE OR REPLACE FUNCTION redact_captures(sources bigint[], redaction bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO measures_sourceaddress (
            evidence_id, url, redaction_id, state, attempts, due_at, ended_at, outcome, detail
        )
        SELECT source.id, source.url, redaction, '', 0, clock_timestamp(), clock_timestamp(), '', ''
        FROM measures_evidence AS source WHERE source.id = ANY (sources) AND source.url <> ''
        ON CONFLICT DO NOTHING;
    UPDATE measures_sourceaddress SET redaction_id = redaction
        WHERE evidence_id = ANY (sources) AND redaction_id IS NULL;
    UPDATE measures_capture AS capture
        SET file_id = NULL, payload_sha256 = '', text = '', salt = '', name_salt = ''
        FROM measures_sourceaddress AS address
        WHERE address.id = address_id AND address.redaction_id = redaction;
END $$;

-- A redaction sealed upon the last one: `analysis/seals.py` says what is sealed, and computes it again. To seal more of
-- it is another format.
CREATE OR REPLACE FUNCTION sealed_upon_last(redaction measures_redaction) RETURNS measures_redaction
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    iso CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"';
    sealed measures_redaction := redaction;
    last measures_redaction;
    content text;
BEGIN
    INSERT INTO measures_chain (kind, marking) VALUES ('redactions', 'internal') ON CONFLICT DO NOTHING;
    SELECT id INTO sealed.chain_id FROM measures_chain WHERE kind = 'redactions' FOR NO KEY UPDATE;
    SELECT * INTO last FROM measures_redaction WHERE chain_id = sealed.chain_id ORDER BY sequence DESC LIMIT 1;
    sealed.sequence := coalesce(last.sequence, 0) + 1;
    sealed.seal_format := 12;
    -- The time at which the chain is locked, and never before that of the one before.
    sealed.redacted_at := coalesce(
        sealed.redacted_at, greatest(clock_timestamp(), last.sealed_at, last.redacted_at)
    );
    sealed.salt := random_salt();
    sealed.name_salt := random_salt();
    sealed.name_commitment := sha256(sealed.name_salt || convert_to(sealed.by_name, 'UTF8'));
    -- JSON as Python writes it: sorted keys, no blanks, no escapes for letters.
    SELECT '{' || string_agg(to_json(name)::text || ':' || value, ',' ORDER BY name COLLATE "C") || '}' INTO content
        FROM json_each(json_build_object(
            'kind', sealed.kind,
            'entry', (SELECT key FROM measures_entry WHERE id = sealed.entry_id),
            'table', sealed."table",
            'row', sealed."row",
            'key', sealed.key,
            'columns', sealed.columns,
            'report', (SELECT slug FROM measures_report WHERE id = sealed.report_id),
            'marking', sealed.marking,
            'address_sha256', sealed.address_sha256,
            'reason', sealed.reason,
            'recorded_at', to_char(sealed.redacted_at AT TIME ZONE 'UTC', iso),
            'sealed_at', to_char(sealed.sealed_at AT TIME ZONE 'UTC', iso),
            'sequence', sealed.sequence,
            'first_marking', 'internal',
            'seal_format', sealed.seal_format,
            'name_commitment', encode(sealed.name_commitment, 'hex')
        )) AS sealed_column (name, value);
    sealed.commitment := sha256(sealed.salt || convert_to(content, 'UTF8'));
    sealed.seal := sha256(coalesce(last.seal, decode(repeat('00', 32), 'hex')) || sealed.commitment);
    RETURN sealed;
END $$;

-- 16 random bytes.
CREATE OR REPLACE FUNCTION random_salt() RETURNS bytea
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp
-- A random UUID has six bits that are not random.
RETURN substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) FROM 1 FOR 16);

-- Leaves the trace of a redaction, sealed, with the administrator's name and the moment as the database reads them, and
-- claims a mail to each administrator.
CREATE OR REPLACE FUNCTION claim_redaction(
    kind text, entry bigint, of_table text, of_row text, key text, columns text[], address text, of_report bigint,
    of_marking text, account bigint, why text
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    administrator text;
    redaction measures_redaction;
BEGIN
    SELECT name INTO administrator FROM measures_user
        WHERE id = account AND is_active AND role = 'administrator';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only an active administrator redacts.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF btrim(why) = '' THEN
        RAISE EXCEPTION 'A redaction needs its reason.' USING ERRCODE = 'check_violation';
    END IF;
    redaction.id := nextval(pg_get_serial_sequence('measures_redaction', 'id'));
    redaction.kind := kind;
    redaction.entry_id := entry;
    redaction."table" := of_table;
    redaction."row" := of_row;
    redaction.key := key;
    redaction.columns := columns;
    redaction.address_sha256 := address;
    redaction.report_id := of_report;
    redaction.marking := of_marking;
    redaction.by_id := account;
    redaction.by_name := administrator;
    redaction.reason := why;
    redaction := sealed_upon_last(redaction);
    INSERT INTO measures_redaction OVERRIDING SYSTEM VALUE SELECT redaction.*;
    INSERT INTO measures_redactionmail (redaction_id, recipient_id, message_id, attempts, problem)
        SELECT redaction.id, person.id, '', 0, '' FROM measures_user AS person
        WHERE person.is_active AND person.role = 'administrator' ORDER BY person.id;
    RETURN redaction.id;
END $$;

CREATE OR REPLACE FUNCTION redact_entry(entry bigint, account bigint, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    redaction CONSTANT bigint := claim_redaction(
        'entry', entry, '', '', '', '{}', '', NULL, 'internal', account, why
    );
    sources bigint[];
BEGIN
    IF to_regclass('measures_statement') IS NOT NULL THEN
        DELETE FROM measures_statementreference
            WHERE statement_id IN (SELECT id FROM measures_statement WHERE entry_id = entry);
        DELETE FROM measures_statementplace
            WHERE statement_id IN (SELECT id FROM measures_statement WHERE entry_id = entry);
        DELETE FROM measures_statement WHERE entry_id = entry;
    END IF;
    DELETE FROM measures_ground WHERE view_id IN (SELECT id FROM measures_view WHERE entry_id = entry);
    DELETE FROM measures_view WHERE entry_id = entry;
    -- Citations that views of others rest on stay until nothing rests on them; so those of earlier redactions, too,
    -- that only a view of this entry rested on.
    WITH deleted AS (
        DELETE FROM measures_citation
            USING measures_redaction
            WHERE measures_redaction.entry_id = measures_citation.entry_id
            AND NOT EXISTS (SELECT 1 FROM measures_ground WHERE citation_id = measures_citation.id)
            RETURNING evidence_id
    )
    SELECT array_agg(evidence_id) INTO sources FROM (
        SELECT evidence_id FROM deleted UNION SELECT evidence_id FROM measures_readouttext WHERE entry_id = entry
    ) AS named;
    DELETE FROM measures_bearing WHERE entry_id = entry;
    DELETE FROM measures_milestonemark WHERE entry_id = entry;
    DELETE FROM measures_textfinding WHERE text_id IN (SELECT id FROM measures_readouttext WHERE entry_id = entry);
    DELETE FROM measures_readouttext WHERE entry_id = entry;
    DELETE FROM measures_unreadtext WHERE entry_id = entry;
    DELETE FROM measures_judgement WHERE entry_id = entry;
    DELETE FROM measures_relateddevelopment WHERE entry_id = entry;
    DELETE FROM measures_correctionreason WHERE entry_id = entry;
    DELETE FROM measures_dissent WHERE entry_id = entry;
    DELETE FROM measures_secondagreement WHERE entry_id = entry;
    PERFORM redact_captures(ARRAY(
        SELECT id FROM measures_evidence AS source
        WHERE id = ANY (sources)
            AND NOT EXISTS (SELECT FROM measures_citation WHERE evidence_id = source.id)
            AND NOT EXISTS (SELECT FROM measures_readouttext WHERE evidence_id = source.id)
    ), redaction);
    UPDATE measures_entry
        SET title = '', title_zh_hans = '', narrative = '', narrative_zh_hans = '', salt = '', name_salt = '',
            author_name = CASE WHEN is_name_redacted(author_id) THEN removed_name() ELSE author_name END
        WHERE id = entry;
END $$;

-- What is no entry: its words are taken from the row itself by whoever calls this, and here from what is written once.
CREATE OR REPLACE FUNCTION redact_row(
    kind text, of_table text, of_row text, key text, columns text[], address text, of_report bigint, of_marking text,
    account bigint, why text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    redaction CONSTANT bigint := claim_redaction(
        kind, NULL, of_table, of_row, key, columns, address, of_report, of_marking, account, why
    );
BEGIN
    IF kind = 'copies' THEN
        UPDATE measures_evidence SET copies_redaction_id = redaction WHERE id = of_row::bigint;
        PERFORM redact_captures(ARRAY[of_row::bigint], redaction);
    ELSIF kind = 'source' THEN
        UPDATE measures_evidence SET redaction_id = redaction WHERE id = of_row::bigint;
        UPDATE measures_review SET note = '', salt = '', name_salt = '' WHERE evidence_id = of_row::bigint;
        PERFORM redact_captures(ARRAY[of_row::bigint], redaction);
    ELSIF of_table = 'measures_correctionreason' THEN
        UPDATE measures_correctionreason AS line
            SET was = CASE WHEN 'was' = ANY (columns) THEN '' ELSE line.was END,
                was_zh_hans = CASE WHEN 'was_zh_hans' = ANY (columns) THEN '' ELSE line.was_zh_hans END,
                now = CASE WHEN 'now' = ANY (columns) THEN '' ELSE line.now END,
                now_zh_hans = CASE WHEN 'now_zh_hans' = ANY (columns) THEN '' ELSE line.now_zh_hans END,
                why = CASE WHEN 'why' = ANY (columns) THEN '[redacted]' ELSE line.why END,
                why_zh_hans = CASE WHEN 'why_zh_hans' = ANY (columns) THEN '' ELSE line.why_zh_hans END
            WHERE id = of_row::bigint AND entry_id IS NULL;
    END IF;
    UPDATE measures_rowchange
        SET before = without_words(before, columns), after = without_words(after, columns)
        WHERE "table" = of_table AND "row"::text = of_row;
    RETURN redaction;
END $$;

-- The names of somebody, once those are gone that others may change: from what is written once, and from the row history.
CREATE OR REPLACE FUNCTION redact_name(person bigint, names text[], account bigint, why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    redaction CONSTANT bigint := claim_redaction(
        'name', NULL, 'measures_user', person::text, person::text, '{name,email}', '', NULL, 'internal', account, why
    );
BEGIN
    UPDATE measures_entry SET author_name = removed_name(), name_salt = ''
        WHERE author_id = person AND author_name <> removed_name() AND (seal_format > 1 OR is_redacted(id));
    UPDATE measures_review SET reviewer_name = removed_name(), name_salt = ''
        WHERE reviewer_id = person AND reviewer_name <> removed_name();
    UPDATE measures_secondagreement SET agreed_by_name = removed_name(), name_salt = ''
        WHERE agreed_by_id = person AND agreed_by_name <> removed_name();
    UPDATE measures_redaction SET by_name = removed_name(), name_salt = ''
        WHERE by_id = person AND by_name <> removed_name();
    UPDATE measures_accountevent SET about = removed_name()
        WHERE account_id = person
            AND EXISTS (SELECT FROM unnest(names) AS name WHERE position(lower(name) IN lower(about)) > 0);
    UPDATE measures_rowchange
        SET before = without_words(before, '{name,email}'), after = without_words(after, '{name,email}')
        WHERE "table" = 'measures_user' AND "row" = person;
    UPDATE measures_rowchange
        SET before = without_names(before, names), after = without_names(after, names)
        WHERE "table" IN ('measures_textsearch', 'measures_announceddate', 'measures_datefinding')
            AND (without_names(before, names) IS DISTINCT FROM before
                OR without_names(after, names) IS DISTINCT FROM after);
    RETURN redaction;
END $$;

-- The application's role may not delete a stored file by itself.
CREATE OR REPLACE FUNCTION forget_file(hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM measures_filecheck WHERE file_id = hash;
    DELETE FROM measures_storedfile WHERE sha256 = hash;
END $$;

-- Each table that is written once, and under which conditions an update or a deletion is not refused.
DO $$
DECLARE
    never CONSTANT text := 'false';
    of_entry CONSTANT text := 'is_redacted(OLD.entry_id)';
    name_removed CONSTANT text := 'is_name_removed(to_jsonb(OLD), to_jsonb(NEW), %L, %L)';
    guarded text;
    if_updated text;
    if_deleted text;
    event text;
    condition text;
BEGIN
    FOR guarded, if_updated, if_deleted IN VALUES
        -- What is updated of them has a guard of its own: no condition can name a row with generated columns.
        ('entry', NULL, never),
        ('capture', NULL, never),
        ('bearing', never, of_entry),
        ('view', never, of_entry),
        ('citation', never, of_entry),
        ('milestonemark', never, of_entry),
        ('correctionreason', 'is_reason_redacted(OLD, NEW)', of_entry),
        ('ground', never, 'is_view_redacted(OLD.view_id)'),
        ('readouttext', never, of_entry),
        ('unreadtext', never, of_entry),
        ('judgement', never, of_entry),
        ('dissent', never, of_entry),
        ('statement', never, of_entry),
        ('statementplace', never, 'is_statement_redacted(OLD.statement_id)'),
        ('statementreference', never, 'is_statement_redacted(OLD.statement_id)'),
        ('secondagreement', format(name_removed, 'agreed_by_id', 'agreed_by_name'), of_entry),
        ('relateddevelopment', never, of_entry),
        ('textfinding', never, 'is_text_redacted(OLD.text_id)'),
        ('redaction', format(name_removed, 'by_id', 'by_name'), never),
        (
            'review',
            'is_source_redacted(OLD.evidence_id)'
            ' AND is_emptied(to_jsonb(OLD), to_jsonb(NEW), ''{note,salt,name_salt}'')'
            ' OR ' || format(name_removed, 'reviewer_id', 'reviewer_name'),
            never
        ),
        ('origin', 'OLD.stopped_at IS NULL AND to_jsonb(OLD) - ''stopped_at'' = to_jsonb(NEW) - ''stopped_at''', never),
        ('checkpoint', never, never),
        ('rowchange', 'is_change_redacted(OLD, NEW)', never),
        ('storedfile', never, 'NOT is_file_named(OLD.sha256)')
    LOOP
        CONTINUE WHEN to_regclass('measures_' || guarded) IS NULL;
        FOR event, condition IN VALUES ('update', if_updated), ('delete', if_deleted) LOOP
            CONTINUE WHEN condition IS NULL;
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER %I BEFORE %s ON %I FOR EACH ROW WHEN ((%s) IS NOT TRUE)'
                ' EXECUTE FUNCTION refuse_journal_change()',
                'refuse_journal_change_before_' || event, event, 'measures_' || guarded, condition
            );
        END LOOP;
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()',
            'measures_' || guarded
        );
    END LOOP;
END $$;

CREATE OR REPLACE TRIGGER require_present_moment_before_insert BEFORE INSERT ON measures_entry
    FOR EACH ROW EXECUTE FUNCTION require_present_moment();
CREATE OR REPLACE TRIGGER require_present_moment_before_insert BEFORE INSERT ON measures_review
    FOR EACH ROW EXECUTE FUNCTION require_present_moment();
CREATE OR REPLACE TRIGGER require_present_moment_before_insert BEFORE INSERT ON measures_capture
    FOR EACH ROW EXECUTE FUNCTION require_present_moment();
CREATE OR REPLACE TRIGGER guard_entry_before_update BEFORE UPDATE ON measures_entry
    FOR EACH ROW EXECUTE FUNCTION guard_entry();
CREATE OR REPLACE TRIGGER guard_capture_before_update BEFORE UPDATE ON measures_capture
    FOR EACH ROW EXECUTE FUNCTION guard_capture();

-- The chains that are of no report: of reviews and copies of sources, and of redactions.
CREATE OR REPLACE VIEW measures_sourcelink AS
    SELECT id, chain_id, evidence_id, 'review' AS "of", sequence, seal_format, commitment, seal, recorded_at, sealed_at
        FROM measures_review
    UNION ALL
    SELECT capture.id, chain_id, evidence_id, 'capture', sequence, seal_format, commitment, seal, recorded_at, NULL
        FROM measures_capture AS capture JOIN measures_sourceaddress AS address ON address.id = address_id
    UNION ALL
    SELECT id, chain_id, NULL, 'redaction', sequence, seal_format, commitment, seal, redacted_at, sealed_at
        FROM measures_redaction;
