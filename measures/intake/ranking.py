"""What candidates may concern, by the words that they have in common with the report and its record."""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction

from measures.models import CandidateMatch

# For so long a title that comes again is the same news.
SAME_NEWS_DAYS = 60
# The share of words that two titles have in common, of all that they have.
NEARLY_THE_SAME = 0.6

MATCHES = """
WITH item AS (
    SELECT c.id, c.report_id, tsvector_to_array(c.search) AS words
    FROM measures_candidate c WHERE c.id = ANY (%(candidates)s)
), target AS (
    SELECT report_id, id AS measure_id, NULL::bigint AS ambiguity_id, NULL::bigint AS subject_id,
        tsvector_to_array(search) AS words
    FROM measures_measure WHERE withdrawn_at IS NULL
    UNION ALL
    SELECT report_id, NULL, id, NULL, tsvector_to_array(search) FROM measures_ambiguity
    UNION ALL
    SELECT report_id, NULL, NULL, id, tsvector_to_array(search_vector(title, title_zh_hans, looked_for::text))
    FROM measures_subject
)
INSERT INTO measures_candidatematch (candidate_id, measure_id, ambiguity_id, subject_id, score, words)
SELECT item.id, measure_id, ambiguity_id, subject_id, cardinality(common.words), common.words
FROM item JOIN target USING (report_id), LATERAL (
    SELECT array_agg(word ORDER BY word) AS words
    FROM unnest(item.words) AS word WHERE word = ANY (target.words) AND length(word) > 1
) AS common
WHERE common.words IS NOT NULL
"""

SCORES = """
UPDATE measures_candidate c SET score = coalesce(
    (SELECT sum(score) FROM measures_candidatematch WHERE candidate_id = c.id), 0
)
WHERE c.id = ANY (%(candidates)s)
"""

NEAR_TITLES = """
WITH titled AS (
    SELECT c.id, c.report_id, c.found_at, tsvector_to_array(search_vector(c.title)) AS words
    FROM measures_candidate c
    WHERE c.report_id IN (SELECT report_id FROM measures_candidate WHERE id = ANY (%(candidates)s))
)
UPDATE measures_candidate c SET near_to_id = (
    SELECT other.id FROM titled item JOIN titled other USING (report_id)
    WHERE item.id = c.id AND other.found_at > item.found_at - make_interval(days => %(days)s)
        AND (other.found_at, other.id) < (item.found_at, item.id)
        AND cardinality(ARRAY(SELECT unnest(item.words) INTERSECT SELECT unnest(other.words)))
            > %(share)s * cardinality(ARRAY(SELECT unnest(item.words) UNION SELECT unnest(other.words)))
    ORDER BY other.found_at, other.id LIMIT 1
)
WHERE c.id = ANY (%(candidates)s)
"""


@transaction.atomic
def rank(candidates: Collection[int], *, on: date) -> None:
    """Find what these candidates may concern by what the record holds on a day, and how likely that is."""
    CandidateMatch.objects.filter(candidate__in=candidates).delete()
    with connection.cursor() as cursor:
        cursor.execute(MATCHES, {"candidates": list(candidates), "on": on})
        cursor.execute(SCORES, {"candidates": list(candidates)})


def group_near_titles(candidates: Collection[int]) -> None:
    """Put each of these candidates below the oldest with nearly the same title, found in the two months before."""
    with connection.cursor() as cursor:
        cursor.execute(NEAR_TITLES, {"candidates": list(candidates), "days": SAME_NEWS_DAYS, "share": NEARLY_THE_SAME})
