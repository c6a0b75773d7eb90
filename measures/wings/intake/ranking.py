"""What candidates may concern, by their words, and which of them are the same news: `ranking.sql` says how."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from measures.models.compiled import preparing_cursor
from measures.wings.intake.models import Candidate
from measures.wings.intake.words import compute_words

MOST_MATCHES, MOST_WORDS = 5, 5
# For so long a title that comes again is the same news; and the share of their words that such titles have in common.
SAME_NEWS = timedelta(days=60)
NEARLY_THE_SAME = 0.8

# Reports whose words are not yet computed for the day, or for the language of one of these candidates.
WITHOUT_WORDS = """
SELECT report_id, array_agg(DISTINCT split_part(language, '-', 1)) FROM measures_candidate c
WHERE id = ANY (%(candidates)s) AND NOT EXISTS (
    SELECT FROM measures_rankingbasis b
    WHERE b.report_id = c.report_id AND computed_for >= %(on)s AND candidates ? split_part(language, '-', 1)
)
GROUP BY report_id
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
UPDATE measures_candidate SET near_to_id = near.id
FROM (
    SELECT other.id FROM item, rare, measures_candidate other,
        LATERAL (SELECT count(*) AS common FROM unnest(other.title_words) AS word WHERE word = ANY (item.title_words))
    WHERE other.title_words && rare.words AND other.near_to_id IS NULL AND other.report_id = item.report_id
        AND other.url <> item.url
        AND other.found_at >= item.found_at - %(within)s AND (other.found_at, other.id) < (item.found_at, item.id)
        AND common >= %(share)s * (item.size + cardinality(other.title_words) - common)
    ORDER BY other.found_at, other.id LIMIT 1
) AS near
WHERE measures_candidate.id = %(candidate)s
"""


@transaction.atomic
def rank(candidates: Collection[int], *, on: date) -> None:
    """Find what these candidates may concern by what the record holds on a day, and how likely that is."""
    numbers = list(candidates)
    with preparing_cursor() as cursor:
        cursor.execute(WITHOUT_WORDS, {"candidates": numbers, "on": on})
        for report, languages in cursor.fetchall():
            compute_words(report, languages=languages, on=on)
        cursor.execute("SELECT rank_candidates(%s, %s, %s)", [numbers, MOST_MATCHES, MOST_WORDS])


def group_near_titles(candidates: Collection[int]) -> None:
    """Put each of these candidates below the oldest with nearly the same title, found in the two months before.

    A page that has changed again is no such other.
    """
    in_order = Candidate.objects.filter(pk__in=candidates).order_by("found_at", "pk").values_list("pk", flat=True)
    values: dict[str, Any] = {"within": SAME_NEWS, "share": NEARLY_THE_SAME}
    with preparing_cursor() as cursor:
        for candidate in in_order:
            cursor.execute(NEAR_TITLE, values | {"candidate": candidate})
