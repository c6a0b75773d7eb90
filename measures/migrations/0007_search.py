"""Full-text search: every row of the record keeps the words of its own texts, in English and Chinese, indexed.

English words are kept as they stand (for what is being typed) and by their stems. Chinese has no spaces: a run of
characters is kept as all its pairs, each next to the one before, so that any part of a run is found in the index; its
last character stands alone, so that every character begins a piece and no pair of one run follows one of another.
The bodies are bound to what they name when they are created, so that a dump is restored under any search path.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import measures.models.search

HAN = r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"

WORDS = rf"""
-- A text without its Chinese, and without all that is no letter or figure. “U.S.” is the word “US”.
CREATE FUNCTION search_words(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(
    regexp_replace(normalize(written, NFKC) COLLATE pg_c_utf8, '{HAN}', ' ', 'g'),
    '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g'),
    '[^[:alnum:]]+', ' ', 'g'));

-- Its runs of Chinese.
CREATE FUNCTION search_runs(written text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT run[1] FROM regexp_matches(normalize(written, NFKC), '{HAN}', 'g') AS found (run);
END;

-- The pairs of a run, and its last character.
CREATE FUNCTION search_pieces(run text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT substr(run, place, 2) FROM generate_series(1, length(run)) AS place;
END;
"""  # noqa: S608

VECTOR = """
CREATE FUNCTION search_vector(VARIADIC texts text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH kept AS MATERIALIZED (SELECT array_to_string(texts, E'\n') AS written)
    SELECT to_tsvector('pg_catalog.simple', (
            SELECT coalesce(string_agg(piece, ' '), '')
            FROM search_runs(written) AS run, LATERAL search_pieces(run) AS piece
        ))
        || to_tsvector('pg_catalog.english', search_words(written))
        || to_tsvector('pg_catalog.simple', search_words(written))
    FROM kept;
END;
"""

QUERY = r"""
-- Words as they follow each other: by their stems or as they stand, the last of them perhaps not typed to its end.
CREATE FUNCTION search_for_words(words text, is_begun boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN phraseto_tsquery('pg_catalog.english', words) || CASE
    WHEN is_begun THEN to_tsquery('pg_catalog.simple', replace(words, ' ', ' <-> ') || ':*')
    ELSE phraseto_tsquery('pg_catalog.simple', words)
END;

-- A run of Chinese, anywhere in another.
CREATE FUNCTION search_for_run(run text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN length(run) = 1 THEN to_tsquery('pg_catalog.simple', run || ':*')
    ELSE (
        SELECT to_tsquery('pg_catalog.simple', string_agg(piece, ' <-> '))
        FROM search_pieces(run) AS piece WHERE length(piece) = 2
    )
END;

-- All the words and quoted phrases of what somebody typed. A word that English does without (“the”) is not asked for,
-- unless it is the last: it may be the beginning of another.
CREATE FUNCTION search_query(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH term AS (
        SELECT coalesce(part[1], part[2]) AS written, part[1] IS NOT NULL AS is_quoted,
            place = max(place) OVER () AS is_last
        FROM regexp_matches(regexp_replace(typed, '[“”„«»「」『』]', '"', 'g'), '"([^"]*)"?|([^\s"]+)', 'g')
            WITH ORDINALITY AS found (part, place)
    ), asked AS (
        SELECT search_for_words(search_words(written), is_last AND NOT is_quoted) AS query FROM term
        WHERE search_words(written) <> ''
            AND (is_quoted OR is_last OR numnode(phraseto_tsquery('pg_catalog.english', search_words(written))) > 0)
        UNION ALL
        SELECT search_for_run(run) FROM term, LATERAL search_runs(written) AS run
    )
    SELECT coalesce(string_agg('(' || query::text || ')', ' & '), '')::tsquery FROM asked WHERE numnode(query) > 0;
END;
"""

GUARD = """
CREATE OR REPLACE FUNCTION guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Before an update generated columns are not computed yet; they follow from the others.
    generated CONSTANT text[] := ARRAY['counts_from', 'recorded_on', 'search'];
    content CONSTANT text[] := ARRAY['title', 'title_zh_hans', 'narrative', 'narrative_zh_hans', 'salt'];
    before CONSTANT jsonb := to_jsonb(OLD) - generated;
    after CONSTANT jsonb := to_jsonb(NEW) - generated;
BEGIN
    IF after - 'marking' = before - 'marking' THEN
        RETURN NEW;
    END IF;
    IF is_redacted(OLD.id)
        AND after - content = before - content
        AND NEW.title || NEW.title_zh_hans || NEW.narrative || NEW.narrative_zh_hans = ''
        AND length(NEW.salt) = 0
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is written once: update of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0006_links_of_agreement"),
    ]

    operations = [
        migrations.RunSQL(WORDS + VECTOR + QUERY + GUARD, elidable=False),
        migrations.AddField(
            model_name="ambiguity",
            name="search",
            field=measures.models.search.SearchField(
                db_persist=True,
                expression=measures.models.search.WordsOf(
                    "title", "title_zh_hans", "description", "description_zh_hans", "code", "key"
                ),
                output_field=measures.models.search.WordsField(),
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="search",
            field=measures.models.search.SearchField(
                db_persist=True,
                expression=measures.models.search.WordsOf(
                    "title", "title_zh_hans", "narrative", "narrative_zh_hans", "key"
                ),
                output_field=measures.models.search.WordsField(),
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="search",
            field=measures.models.search.SearchField(
                db_persist=True,
                expression=measures.models.search.WordsOf(
                    "title", "title_zh_hans", "publisher", "publisher_zh_hans", "url", "key"
                ),
                output_field=measures.models.search.WordsField(),
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="search",
            field=measures.models.search.SearchField(
                db_persist=True,
                expression=measures.models.search.WordsOf(
                    "title", "title_zh_hans", "description", "description_zh_hans", "code", "key"
                ),
                output_field=measures.models.search.WordsField(),
            ),
        ),
        migrations.AddIndex(
            model_name="ambiguity",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="ambiguity_search", fastupdate=False
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="entry_search", fastupdate=False),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_search", fastupdate=False),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="measure_search", fastupdate=False),
        ),
    ]
