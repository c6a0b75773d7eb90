-- The row history: triggers write down what becomes of rows that are not the journal's.
--
-- Triggers see bulk updates and raw SQL too. The functions run with their owner's rights, so that the application,
-- which may only read the history, writes none itself. Who acts is read from the comment that
-- `cbm_tracker.attribution` puts before a statement: unlike a setting of the connection it goes exactly as far as its
-- statement, whatever is rolled back and whoever gets the connection next. Of both functions the first argument lists
-- the columns that name measures; the others are the columns that are followed.

-- A row is named by its number; one whose key is a text, by one made of that (`row_number` of measures/models).
CREATE OR REPLACE FUNCTION history_row_number(which jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp
RETURN coalesce(
    (which ->> 'id')::bigint,
    ('x' || left(encode(sha256(convert_to(which ->> 'code', 'UTF8')), 'hex'), 15))::bit(60)::bigint
);

CREATE OR REPLACE FUNCTION record_row_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    naming CONSTANT text[] := string_to_array(TG_ARGV[0], ',');
    was CONSTANT jsonb := to_jsonb(OLD);
    becomes CONSTANT jsonb := to_jsonb(NEW);
    acting CONSTANT text[] := regexp_match(
        current_query(), '^/\* by=(\d*) request=([\w.-]*) command=([\w.-]*) \*/'
    );
    old_values jsonb;
    new_values jsonb;
BEGIN
    SELECT jsonb_object_agg(name, was -> name) FILTER (WHERE was IS NOT NULL),
           jsonb_object_agg(name, becomes -> name) FILTER (WHERE becomes IS NOT NULL)
        INTO old_values, new_values
        FROM unnest(TG_ARGV) WITH ORDINALITY AS argument (name, position)
        WHERE position > 1 AND was -> name IS DISTINCT FROM becomes -> name;
    IF old_values IS NULL AND new_values IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO measures_rowchange
        (at, "table", "row", measures, before, after, by_id, request_id, command, database_role)
    VALUES (
        clock_timestamp(),
        TG_TABLE_NAME,
        history_row_number(coalesce(becomes, was)),
        ARRAY(
            SELECT DISTINCT (side ->> name)::bigint
            FROM unnest(naming) AS name, unnest(ARRAY[was, becomes]) AS side
            WHERE side ->> name IS NOT NULL
        ),
        old_values,
        new_values,
        nullif(acting[1], '')::bigint,
        coalesce(acting[2], ''),
        coalesce(acting[3], ''),
        session_user
    );
    RETURN NULL;
END $$;

-- Many rows are added at a time: one trigger sees all of them.
CREATE OR REPLACE FUNCTION record_added_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    naming CONSTANT text[] := string_to_array(TG_ARGV[0], ',');
    acting CONSTANT text[] := regexp_match(
        current_query(), '^/\* by=(\d*) request=([\w.-]*) command=([\w.-]*) \*/'
    );
BEGIN
    INSERT INTO measures_rowchange (at, "table", "row", measures, after, by_id, request_id, command, database_role)
    SELECT
        clock_timestamp(),
        TG_TABLE_NAME,
        history_row_number(becomes),
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
    texts CONSTANT text := 'title title_zh_hans description description_zh_hans';
    place CONSTANT text :=
        'source_heading source_heading_zh_hans source_paragraph source_note source_note_zh_hans';
    reason CONSTANT text := 'basis why why_zh_hans';
    followed text;
    is_dated boolean;
    naming text;
    columns text;
    arguments text;
BEGIN
    -- A row that says itself when and by whom it was added is not followed from the first: its first values are in
    -- its first change.
    FOR followed, is_dated, naming, columns IN VALUES
        ('measure', true, 'id', 'report_id parent_id key code position kind ' || texts || ' explicit
            verb timescale timescale_zh_hans classification_basis classification_why classification_why_zh_hans due_on due_on_set_by_id
            review_every_days marking extra ' || place || ' withdrawn_at'),
        ('measure_parties', false, 'measure_id', 'measure_id party_id'),
        ('measure_needs_to_complete', false, 'measure_id', 'measure_id party_id'),
        ('owner', false, 'measure_id', 'measure_id user_id role named_by_id'),
        ('addressing', false, 'measure_id', 'measure_id ambiguity_id strength ' || reason),
        ('link', false, 'source_id,target_id', 'source_id target_id relation ' || reason),
        ('milestone', false, 'measure_id', 'measure_id key position doers party_id type title title_zh_hans
            beyond_report'),
        ('indicator', false, 'measure_id', 'measure_id position name name_zh_hans how_judged how_judged_zh_hans
            where_to_look where_to_look_zh_hans withdrawn_at'),
        ('party', false, '', 'code kind name name_zh_hans adjective adjective_zh_hans archived_at'),
        ('term', false, '', 'report_id key position term term_zh_hans definition definition_zh_hans note note_zh_hans
            in_report withdrawn_at'),
        ('motivation', false, '', 'report_id key code position statement statement_zh_hans implication
            implication_zh_hans ' || place || ' withdrawn_at'),
        ('evidence', true, '', 'key title title_zh_hans original_title_language author publisher
            publisher_zh_hans origin origin_zh_hans url archive_url file_id file_name published accessed language
            note note_zh_hans kind grade credibility by_report_author replaces_id marking recorded_by_id
            read_as_copy copy_sha256 unopened address_withheld'),
        ('report', false, '', 'slug title title_zh_hans topic topic_zh_hans aim aim_zh_hans author author_zh_hans
            publisher publisher_zh_hans published url note note_zh_hans disclaimer disclaimer_zh_hans is_fictional levels library_version record_as_of
            record_note record_note_zh_hans subjects_note subjects_note_zh_hans readouts_note readouts_note_zh_hans
            dates_note dates_note_zh_hans statements_note statements_note_zh_hans first_year search_every_days needs_agreement marking codebook
            codebook_zh_hans is_front_page archived_at'),
        ('textsearch', true, '', 'report_id key party_id texts texts_zh_hans language since until throughout
            searched_on searched_by_id searched_by_name withdrawn_at'),
        ('ambiguity', false, '', 'report_id parent_id key code position ' || texts || ' bearer_note
            bearer_note_zh_hans perceived_by_id perceived_by_basis is_worry announced_count note note_zh_hans ' || place
            || ' withdrawn_at'),
        ('ambiguity_bearers', false, '', 'ambiguity_id party_id'),
        ('chosenwords', false, '', 'ambiguity_id bearer_id role statement_key why why_zh_hans'),
        ('objection', true, '', 'report_id entry_id received_on from_whom objection done reply language
            recorded_by_id'),
        ('subject', false, '', 'report_id parent_id key code position title title_zh_hans looked_for note
            note_zh_hans withdrawn_at'),
        ('subject_measures', false, '', 'subject_id measure_id'),
        ('subject_ambiguities', false, '', 'subject_id ambiguity_id'),
        ('announceddate', true, '', 'report_id key title title_zh_hans announced_for as_worded as_worded_zh_hans why
            why_zh_hans development_id marking added_on added_by_id added_by_name withdrawn_at'),
        ('announceddate_measures', false, '', 'announceddate_id measure_id'),
        ('announceddate_ambiguities', false, '', 'announceddate_id ambiguity_id'),
        ('announceddate_subjects', false, '', 'announceddate_id subject_id'),
        ('announceddate_sources', false, '', 'announceddate_id evidence_id'),
        ('datefinding', true, '', 'date_id kind found_on development_id put_off_to note language recorded_on
            recorded_by_id recorded_by_name withdrawn_at withdrawn_by_name'),
        ('operator', false, '', 'institution institution_zh_hans country country_zh_hans administrators
            administrators_zh_hans funding funding_zh_hans objections objections_zh_hans'),
        ('feed', true, '', 'report_id key title title_zh_hans kind url language publisher publisher_zh_hans party_id
            wanted_words unwanted_words read_every_hours is_on added_by_id removed_at'),
        ('secondcoding', false, '', 'report_id key coded_on coder coder_zh_hans compared_with compared_with_zh_hans
            sample sample_zh_hans note note_zh_hans codes withdrawn_at'),
        -- Of an account what it may do and whose it is; never its password.
        ('user', false, '', 'email name role is_participant is_active is_named_in_public'),
        ('reportrole', false, '', 'user_id report_id role')
    LOOP
        SELECT quote_literal(naming) || string_agg(', ' || quote_literal(name), '' ORDER BY number) INTO arguments
            FROM regexp_split_to_table(columns, '\s+') WITH ORDINALITY AS listed (name, number);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER record_row_change AFTER UPDATE OR DELETE ON %I'
            ' FOR EACH ROW EXECUTE FUNCTION record_row_change(%s)',
            'measures_' || followed, arguments
        );
        IF NOT is_dated THEN
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER record_added_rows AFTER INSERT ON %I REFERENCING NEW TABLE AS added'
                ' FOR EACH STATEMENT EXECUTE FUNCTION record_added_rows(%s)',
                'measures_' || followed, arguments
            );
        END IF;
    END LOOP;
END $$;

-- Of an entry only its marking and its place among those of its day change, and it is never taken away.
CREATE OR REPLACE TRIGGER record_row_change AFTER UPDATE ON measures_entry
    FOR EACH ROW EXECUTE FUNCTION record_row_change('', 'marking', 'place_in_day');
