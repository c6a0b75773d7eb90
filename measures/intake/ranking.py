"""What candidates may concern, by the words that they have in common with the report and its record.

Each measure, ambiguity and subject is a text of its own words and of the developments that bear on it. A candidate is
ranked by the one that is most like it, by Okapi BM25 in which a word counts by how rare it is in what comes in.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from measures.intake.words import compute_words
from measures.models import Candidate, CandidateMatch, Report

MOST_MATCHES, MOST_WORDS = 5, 5
# For so long a title that comes again is the same news; and the share of their words that such titles have in common.
SAME_NEWS = timedelta(days=60)
NEARLY_THE_SAME = 0.8

MATCHES = """
WITH item AS (
    SELECT id AS candidate_id, report_id, split_part(language, '-', 1) AS language, title || E'\\n' || text AS written
    FROM measures_candidate WHERE id = ANY (%(candidates)s)
), found AS MATERIALIZED (
    SELECT candidate_id, report_id, language, place, standing, word FROM item, ranked_words(written)
), weighed AS (
    SELECT candidate_id, report_id, word,
        1 - ln(2 * coalesce(c.candidates, 0) + 1) / ln(2 * coalesce((b.candidates ->> language)::int, 0) + 2) AS rarity,
        sqrt(count(*) OVER (PARTITION BY candidate_id)) AS length
    FROM (SELECT DISTINCT candidate_id, report_id, language, word FROM found) AS each
        LEFT JOIN measures_rankingbasis b USING (report_id)
        LEFT JOIN measures_commonword c USING (report_id, language, word)
), shared AS (
    SELECT candidate_id, measure_id, ambiguity_id, subject_id, word, rarity * weight / length AS score
    FROM weighed JOIN measures_targetword USING (report_id, word)
), summed AS (
    SELECT *, sum(score) OVER (PARTITION BY candidate_id, measure_id, ambiguity_id, subject_id) AS total FROM shared
), placed AS (
    SELECT *, dense_rank() OVER (
        PARTITION BY candidate_id ORDER BY total DESC, measure_id, ambiguity_id, subject_id
    ) AS place FROM summed
), standing AS (
    -- Words that stand together come in a run, in which their places grow as their numbers do.
    SELECT best.*, found.place AS at, standing, found.place - row_number() OVER (
        PARTITION BY candidate_id, best.place ORDER BY found.place
    ) AS run
    FROM placed AS best JOIN found USING (candidate_id, word) WHERE best.place <= %(most_matches)s
), phrase AS (
    SELECT candidate_id, measure_id, ambiguity_id, subject_id, total, sum(score) AS score, CASE
        WHEN min(at) < 1000000 THEN string_agg(standing, ' ' ORDER BY at)
        ELSE string_agg(left(standing, 1), '' ORDER BY at) || right((array_agg(standing ORDER BY at DESC))[1], 1)
    END AS phrase
    FROM standing GROUP BY candidate_id, measure_id, ambiguity_id, subject_id, total, run
), once AS (
    SELECT candidate_id, measure_id, ambiguity_id, subject_id, total, left(phrase, 100) AS phrase, max(score) AS score
    FROM phrase GROUP BY candidate_id, measure_id, ambiguity_id, subject_id, total, left(phrase, 100)
)
INSERT INTO measures_candidatematch (candidate_id, measure_id, ambiguity_id, subject_id, score, words)
SELECT candidate_id, measure_id, ambiguity_id, subject_id, total,
    (array_agg(phrase ORDER BY score DESC, phrase))[:%(most_words)s]
FROM once GROUP BY candidate_id, measure_id, ambiguity_id, subject_id, total
"""

SCORES = """
UPDATE measures_candidate SET score = coalesce(best, 0)
FROM unnest(%(candidates)s::bigint[]) AS each (id)
    LEFT JOIN (
        SELECT candidate_id AS id, max(score) AS best FROM measures_candidatematch
        WHERE candidate_id = ANY (%(candidates)s) GROUP BY candidate_id
    ) AS matched USING (id)
WHERE measures_candidate.id = each.id
"""

# Titles that have so much in common share one of the rarest words of either, of as many as the rest may lack.
NEAR_TITLE = """
WITH item AS (
    SELECT id, report_id, url, split_part(language, '-', 1) AS language, found_at, title_words,
        cardinality(title_words) AS size
    FROM measures_candidate WHERE id = %(candidate)s
), rare AS MATERIALIZED (
    SELECT ARRAY(
        SELECT word FROM item CROSS JOIN unnest(title_words) AS word
            LEFT JOIN measures_commonword c USING (report_id, language, word)
        ORDER BY coalesce(c.candidates, 0), word
        LIMIT (SELECT size - ceil(%(share)s * size) + 1 FROM item)
    ) AS words
)
UPDATE measures_candidate SET near_to_id = (
    SELECT other.id FROM item, rare, measures_candidate other,
        LATERAL (SELECT count(*) AS common FROM unnest(other.title_words) AS word WHERE word = ANY (item.title_words))
    WHERE other.title_words && rare.words AND other.near_to_id IS NULL AND other.report_id = item.report_id
        AND other.url <> item.url
        AND other.found_at >= item.found_at - %(within)s AND (other.found_at, other.id) < (item.found_at, item.id)
        AND common >= %(share)s * (item.size + cardinality(other.title_words) - common)
    ORDER BY other.found_at, other.id LIMIT 1
)
WHERE id = %(candidate)s
"""


@transaction.atomic
def rank(candidates: Collection[int], *, on: date) -> None:
    """Find what these candidates may concern by what the record holds on a day, and how likely that is."""
    rows = Candidate.objects.filter(pk__in=candidates)
    for report in Report.objects.filter(candidates__in=candidates).distinct():
        languages = rows.filter(report=report).values_list("language", flat=True)
        compute_words(report, languages={language.split("-")[0] for language in languages}, on=on)
    CandidateMatch.objects.filter(candidate__in=candidates).delete()
    values: dict[str, Any] = {"candidates": list(candidates), "most_matches": MOST_MATCHES, "most_words": MOST_WORDS}
    with connection.cursor() as cursor:
        cursor.execute(MATCHES, values)
        cursor.execute(SCORES, values)


def group_near_titles(candidates: Collection[int]) -> None:
    """Put each of these candidates below the oldest with nearly the same title, found in the two months before.

    A page that has changed again is no such other.
    """
    in_order = Candidate.objects.filter(pk__in=candidates).order_by("found_at", "pk").values_list("pk", flat=True)
    values: dict[str, Any] = {"within": SAME_NEWS, "share": NEARLY_THE_SAME}
    with connection.cursor() as cursor:
        for candidate in in_order:
            cursor.execute(NEAR_TITLE, values | {"candidate": candidate})
