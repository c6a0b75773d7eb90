-- Full-text search: every row of the record keeps the words of its own texts, in English and Chinese, indexed.
-- Thai, Lao, Burmese and Khmer have no spaces between words either: what is said of Chinese here goes for them too.
--
-- English words are kept as they stand (for what is being typed) and by their stems. Chinese has no spaces: a run of
-- characters is kept as all its pairs, each next to the one before, so that any part of a run is found in the index;
-- its last character stands alone, so that every character begins a piece and no pair of one run follows one of
-- another. Tables have columns that are computed by `search_vector`, so that this file comes before them.

-- A text without its Chinese, and without all that is no letter or figure. “U.S.” is the word “US”.
CREATE OR REPLACE FUNCTION search_words(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(
    regexp_replace(
        normalize(written, NFKC) COLLATE pg_c_utf8,
        '[\u0e01-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1780-\u17d3'
        '\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+', ' ', 'g'
    ),
    '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g'),
    '[^[:alnum:]]+', ' ', 'g'));

-- Its runs of Chinese.
CREATE OR REPLACE FUNCTION search_runs(written text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT run[1] FROM regexp_matches(
        normalize(written, NFKC),
        '[\u0e01-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1780-\u17d3'
        '\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+', 'g'
    ) AS found (run);
END;

-- The pairs of a run, and its last character.
CREATE OR REPLACE FUNCTION search_pieces(run text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT substr(run, place, 2) FROM generate_series(1, length(run)) AS place;
END;

-- The pieces of all its runs: for rows that are written, in a loop, which is faster. Letters are taken from an array,
-- since each `substr` would count them from the beginning of the run.
CREATE OR REPLACE FUNCTION search_pairs(written text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    run text;
    letters text[];
    pairs text[] := '{}';
BEGIN
    FOREACH run IN ARRAY regexp_split_to_array(
        normalize(written, NFKC),
        '[^\u0e01-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1780-\u17d3'
        '\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+'
    ) LOOP
        letters := string_to_array(run, NULL);
        FOR place IN 1 .. cardinality(letters) LOOP
            pairs := array_append(pairs, concat(letters[place], letters[place + 1]));
        END LOOP;
    END LOOP;
    RETURN array_to_string(pairs, ' ');
END $$;

-- What a row keeps of its texts. PostgreSQL keeps words of 1 MB at most, of which a character takes twelve bytes or
-- fewer: of very long texts the beginning is kept, and of several the longest is cut.
CREATE OR REPLACE FUNCTION search_vector(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most CONSTANT int := 80000;
    written text := array_to_string(texts, E'\n');
    words text;
BEGIN
    IF octet_length(written) > most THEN
        SELECT left(normalize(string_agg(part, E'\n' ORDER BY length(part), part), NFKC), most)
        INTO written FROM unnest(texts) AS part;
    END IF;
    words := public.search_words(written);
    RETURN to_tsvector('pg_catalog.simple', public.search_pairs(written))
        || to_tsvector('pg_catalog.english', words)
        || to_tsvector('pg_catalog.simple', words);
END $$;

-- Words as they follow each other: by their stems or as they stand, the last of them perhaps not typed to its end.
CREATE OR REPLACE FUNCTION search_for_words(words text, is_begun boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN phraseto_tsquery('pg_catalog.english', words) || CASE
    WHEN is_begun THEN to_tsquery('pg_catalog.simple', replace(words, ' ', ' <-> ') || ':*')
    ELSE phraseto_tsquery('pg_catalog.simple', words)
END;

-- A run of Chinese, anywhere in another.
CREATE OR REPLACE FUNCTION search_for_run(run text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN length(run) = 1 THEN to_tsquery('pg_catalog.simple', run || ':*')
    ELSE (
        SELECT to_tsquery('pg_catalog.simple', string_agg(piece, ' <-> '))
        FROM search_pieces(run) AS piece WHERE length(piece) = 2
    )
END;

-- What somebody typed, taken apart: each word or quoted phrase with its words, its runs of Chinese, and whether it may
-- not be typed to its end. A word that English does without (“the”) is not asked for, unless it is the last: it may be
-- the beginning of another.
CREATE OR REPLACE FUNCTION search_terms(typed text, OUT words text, OUT runs text[], OUT is_begun boolean)
RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH term AS (
        SELECT coalesce(part[1], part[2]) AS written, part[1] IS NOT NULL AS is_quoted,
            place = max(place) OVER () AS is_last, place
        FROM regexp_matches(regexp_replace(typed, '[“”„«»「」『』]', '"', 'g'), '"([^"]*)"?|([^\s"]+)', 'g')
            WITH ORDINALITY AS found (part, place)
    )
    SELECT CASE
        WHEN is_quoted OR is_last OR numnode(phraseto_tsquery('pg_catalog.english', search_words(written))) > 0
        THEN search_words(written)
        ELSE ''
    END, ARRAY(SELECT search_runs(written)), is_last AND NOT is_quoted
    FROM term ORDER BY place;
END;

-- What somebody typed, divided at each OR that stands between words; of very many parts the first.
CREATE OR REPLACE FUNCTION search_alternatives(typed text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH term AS (
        SELECT part[1] AS written, place, part[1] = 'OR' AND place > 1 AND place < max(place) OVER () AS divides
        FROM regexp_matches(regexp_replace(typed, '[“”„«»「」『』]', '"', 'g'), '("[^"]*"?|[^\s"]+)', 'g')
            WITH ORDINALITY AS found (part, place)
    ), counted AS (
        SELECT written, place, divides, count(*) FILTER (WHERE divides) OVER (ORDER BY place) AS number FROM term
    )
    SELECT string_agg(written, ' ' ORDER BY place) FROM counted WHERE NOT divides
    GROUP BY number ORDER BY number LIMIT 20;
END;

-- All the words and quoted phrases of one of them.
CREATE OR REPLACE FUNCTION search_for_all(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH term AS (SELECT * FROM search_terms(typed)), asked AS (
        SELECT search_for_words(words, is_begun) AS query FROM term WHERE words <> ''
        UNION ALL
        SELECT search_for_run(run) FROM term, unnest(runs) AS run
    )
    SELECT coalesce(string_agg('(' || query::text || ')', ' & '), '')::tsquery FROM asked WHERE numnode(query) > 0;
END;

-- What holds any of the alternatives that somebody typed.
CREATE OR REPLACE FUNCTION search_query(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH asked AS (SELECT search_for_all(alternative) AS query FROM search_alternatives(typed) AS alternative)
    SELECT coalesce(string_agg('(' || query::text || ')', ' | '), '')::tsquery FROM asked WHERE numnode(query) > 0;
END;
