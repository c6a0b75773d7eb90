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
