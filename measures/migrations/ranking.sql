-- Ranking: candidates are compared with the report by their words, in English and Chinese.

-- The words of a text and their places: of English the stems, without such as “the”; of Chinese each pair of characters,
-- in places far behind. Words that stand together have places that follow each other. A word of more than 60 letters
-- is none: no index takes a very long one.
CREATE OR REPLACE FUNCTION ranked_words(written text, OUT place bigint, OUT standing text, OUT word text)
RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT place, standing, word FROM (
        SELECT place, standing, (ts_lexize('pg_catalog.english_stem', standing))[1] AS word
        FROM string_to_table(search_words(written), ' ') WITH ORDINALITY AS english (standing, place)
    ) AS stemmed WHERE word <> '' AND length(word) <= 60
    UNION ALL
    SELECT 1000000 + place, pair, pair
    FROM string_to_table(search_pairs(written), ' ') WITH ORDINALITY AS chinese (pair, place)
    WHERE length(pair) = 2;
END;

-- The words of a title, each once.
CREATE OR REPLACE FUNCTION title_words(title text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT word FROM ranked_words(title) ORDER BY word);

-- What candidates may concern, and how likely that is. Each measure, ambiguity and subject is a text of its own words and
-- of the developments that bear on it; a candidate is scored by the one that is most like it, by Okapi BM25, in which a
-- word counts by how rare it is in what comes in. Of a long text the beginning counts. Matched words that stand together
-- are kept as they stand. A candidate has little in common with the report if all words that it shares with what it is
-- most like weigh less than one rare word.
CREATE OR REPLACE FUNCTION rank_candidates(ranked bigint[], most_matches int, most_words int) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    -- In bytes, since a Chinese letter says more than an English one.
    most_read CONSTANT int := 1000;
    -- Of the words of a match, so many of the strongest are shown in their phrases.
    most_shown CONSTANT int := 12;
    -- What a word weighs that came in at most once, and that one text of usual length has once.
    rare_word CONSTANT float := 1;
    -- Fewer words, such as “Notice of the mayor”, may not tell what it is about.
    fewest_telling CONSTANT int := 6;
BEGIN
    DELETE FROM measures_candidatematch WHERE candidate_id = ANY (ranked);
    WITH found AS MATERIALIZED (
        SELECT id AS candidate, report_id, split_part(language, '-', 1) AS language, place, standing, word
        FROM measures_candidate, concat_ws(E'\n', title, text) AS written,
            ranked_words(left(written, most_read * length(written) / octet_length(written)))
        WHERE id = ANY (ranked)
    ), length AS MATERIALIZED (
        SELECT candidate, count(DISTINCT word) AS size, sqrt(count(DISTINCT word)) AS length FROM found GROUP BY candidate
    ), known AS MATERIALIZED (
        SELECT candidate, word, targets, weights, coalesce((rarity ->> language)::float, 1) / length AS weight
        FROM (SELECT DISTINCT candidate, report_id, language, word FROM found) AS once
            JOIN length USING (candidate), LATERAL (
                SELECT targets, weights, rarity FROM measures_reportword w
                WHERE (w.report_id, w.word) = (once.report_id, once.word) LIMIT 1
            ) AS own
    ), best AS MATERIALIZED (
        SELECT candidate, target, score FROM (
            SELECT candidate, target, sum(known.weight * each.weight) AS score,
                row_number() OVER (PARTITION BY candidate ORDER BY sum(known.weight * each.weight) DESC, target) AS place
            FROM known, unnest(targets, weights) AS each (target, weight) GROUP BY candidate, target
        ) AS matched WHERE place <= most_matches
    ), strong AS (
        SELECT candidate, target, word, strength FROM (
            SELECT candidate, target, word, strength,
                row_number() OVER (PARTITION BY candidate, target ORDER BY strength DESC, word) AS place
            FROM best JOIN known USING (candidate),
                LATERAL (SELECT weight * weights[array_position(targets, target)] AS strength) AS own
            WHERE strength IS NOT NULL
        ) AS each WHERE place <= most_shown
    ), standing AS (
        -- The place less the number is the same for all words of one run.
        SELECT candidate, target, place, standing, strength,
            place - row_number() OVER (PARTITION BY candidate, target ORDER BY place) AS run
        FROM strong JOIN found USING (candidate, word)
    ), phrase AS (
        SELECT candidate, target, sum(strength) AS strength, left(CASE
            WHEN min(place) < 1000000 THEN string_agg(standing, ' ' ORDER BY place)
            ELSE string_agg(left(standing, 1), '' ORDER BY place) || right((array_agg(standing ORDER BY place DESC))[1], 1)
        END, 100) AS phrase
        FROM standing GROUP BY candidate, target, run
    ), shown AS (
        SELECT candidate, target, (array_agg(phrase ORDER BY strength DESC, phrase))[:most_words] AS words FROM (
            SELECT candidate, target, phrase, max(strength) AS strength FROM phrase GROUP BY candidate, target, phrase
        ) AS each GROUP BY candidate, target
    ), matched AS (
        INSERT INTO measures_candidatematch (candidate_id, measure_id, ambiguity_id, subject_id, score, words)
        SELECT candidate, measure_id, ambiguity_id, subject_id, score, words
        FROM best JOIN shown USING (candidate, target) JOIN measures_rankingtarget ON id = target
        RETURNING candidate_id, score
    ), scored AS (
        SELECT candidate, coalesce(max(matched.score), 0) AS score
        FROM unnest(ranked) AS candidate LEFT JOIN matched ON candidate_id = candidate GROUP BY candidate
    )
    UPDATE measures_candidate SET score = scored.score,
        has_little_in_common = coalesce(size >= fewest_telling AND scored.score * length < rare_word, false)
    FROM scored LEFT JOIN length USING (candidate) WHERE id = scored.candidate;
END $$;
