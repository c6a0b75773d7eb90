"""The words of a report and its record and what they weigh, computed once a day, by which candidates are ranked."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from measures.models import TEAM, Ambiguity, Bearing, Entry, EntryKind, Evidence, Measure, Subject
from measures.models.partial_dates import LastDay
from measures.models.texts import bilingual
from measures.wings.intake.models import CommonWord, RankingTarget, ReportWord

# As many developments as are read, and candidates of one language that words are counted in: the latest.
MOST_DEVELOPMENTS, MOST_CANDIDATES = 1000, 5000
COUNTED_FOR = timedelta(days=365)
# The usual constants of Okapi BM25: how soon a word that comes again counts no more, and how much length takes away.
SATURATION, REDUCTION = 1.2, 0.75

# Whoever computes the words of a report has this row until the end of the transaction.
BASIS = """
INSERT INTO measures_rankingbasis (report_id, computed_for, candidates) VALUES (%(report)s, %(on)s, '{}')
ON CONFLICT (report_id) DO UPDATE SET report_id = excluded.report_id
RETURNING computed_for, ARRAY(SELECT jsonb_object_keys(measures_rankingbasis.candidates))
"""

TARGETS = """
INSERT INTO measures_rankingtarget (report_id, measure_id, ambiguity_id, subject_id)
SELECT DISTINCT %(report)s, measure, ambiguity, subject
FROM unnest(%(measures)s::bigint[], %(ambiguities)s::bigint[], %(subjects)s::bigint[])
    AS text (measure, ambiguity, subject)
"""

COMMON_WORDS = """
WITH latest AS (
    SELECT split_part(language, '-', 1) AS language, search,
        row_number() OVER (PARTITION BY split_part(language, '-', 1) ORDER BY found_at DESC) AS place
    FROM measures_candidate WHERE report_id = %(report)s AND found_at BETWEEN %(since)s AND %(until)s
), counted AS (
    SELECT language, search FROM latest WHERE place <= %(most)s
), common AS (
    INSERT INTO measures_commonword (report_id, language, word, candidates)
    SELECT %(report)s, language, word, count(*)
    FROM counted, unnest(tsvector_to_array(search)) AS word WHERE length(word) <= 60
    GROUP BY language, word HAVING count(*) > 1
)
UPDATE measures_rankingbasis SET computed_for = %(on)s, candidates = (
    SELECT coalesce(jsonb_object_agg(language, candidates), '{}')
    FROM (SELECT language, count(*) AS candidates FROM counted GROUP BY language) AS each
)
WHERE report_id = %(report)s
"""

REPORT_WORDS = """
INSERT INTO measures_reportword (report_id, word, targets, weights, rarity)
WITH text AS (
    SELECT number, t.id AS target, written
    FROM unnest(%(measures)s::bigint[], %(ambiguities)s::bigint[], %(subjects)s::bigint[], %(texts)s::text[])
            WITH ORDINALITY AS text (measure, ambiguity, subject, written, number)
        JOIN measures_rankingtarget t ON t.report_id = %(report)s
            AND (t.measure_id, t.ambiguity_id, t.subject_id) IS NOT DISTINCT FROM (measure, ambiguity, subject)
), counted AS (
    SELECT target, word, count(DISTINCT number)::float AS texts FROM text, ranked_words(written) GROUP BY target, word
), measured AS (
    SELECT *, sum(texts) OVER (PARTITION BY target) AS length FROM counted
), usual AS (
    SELECT sum(texts) / count(DISTINCT target) AS length FROM counted
)
SELECT %(report)s, word, array_agg(target), array_agg(texts * (%(saturation)s + 1)
    / (texts + %(saturation)s * (1 - %(reduction)s + %(reduction)s * measured.length / usual.length))), (
        SELECT coalesce(jsonb_object_agg(
            language, 1 - ln(2 * c.candidates + 1) / ln(2 * (b.candidates ->> language)::float + 2)
        ), '{}')
        FROM measures_commonword c JOIN measures_rankingbasis b USING (report_id)
        WHERE c.report_id = %(report)s AND c.word = measured.word
    )
FROM measured CROSS JOIN usual GROUP BY word
"""

# A text, and the measure, ambiguity or subject that it is about.
type Text = tuple[int | None, int | None, int | None, str]


@transaction.atomic
def compute_words(report: int, *, languages: Collection[str], on: date) -> None:
    """Compute the words of a report from what was on record by a day, unless that was done for these languages."""
    with connection.cursor() as cursor:
        cursor.execute(BASIS, {"report": report, "on": on})
        computed_for, counted_in = cursor.fetchone()
    if computed_for >= on and set(languages) <= set(counted_in):
        return
    for computed in (RankingTarget, ReportWord, CommonWord):
        computed.objects.filter(report=report).delete()
    columns = ("measures", "ambiguities", "subjects", "texts")
    rows = list(texts_of_report(report, on=on))
    texts = {column: [row[place] for row in rows] for place, column in enumerate(columns)}
    midnight = datetime.combine(on, time(), UTC) + timedelta(days=1)
    counted: dict[str, Any] = {"since": midnight - COUNTED_FOR, "until": midnight, "most": MOST_CANDIDATES, "on": on}
    coding_and_weight: dict[str, Any] = {"saturation": SATURATION, "reduction": REDUCTION}
    with connection.cursor() as cursor:
        cursor.execute(TARGETS, texts | {"report": report})
        cursor.execute(COMMON_WORDS, counted | {"report": report})
        cursor.execute(REPORT_WORDS, coding_and_weight | texts | {"report": report})


def texts_of_report(report: int, *, on: date) -> Iterator[Text]:
    """The texts of a report and of its latest developments, as far as the team reads them."""
    measures = Measure.objects.visible_to(TEAM).filter(report=report, withdrawn_at=None)
    for pk, *texts in measures.values_list("pk", *bilingual("title", "description")):
        yield pk, None, None, joined_texts(texts)
    ambiguities = Ambiguity.objects.standing().filter(report=report)
    for pk, *texts in ambiguities.values_list("pk", *bilingual("title", "description")):
        yield None, pk, None, joined_texts(texts)
    for pk, title, title_zh_hans, looked_for in (
        Subject.objects.standing().filter(report=report).values_list("pk", *bilingual("title"), "looked_for")
    ):
        yield None, None, pk, joined_texts([title, title_zh_hans, *chain.from_iterable(looked_for.values())])
    entries = Entry.objects.visible_to(TEAM).counting(as_of=on).filter(report=report, kind=EntryKind.DEVELOPMENT)
    latest = entries.latest_first().values("pk")[:MOST_DEVELOPMENTS]
    bearings = Bearing.objects.filter(Q(measure=None) | Q(measure__in=measures), entry__in=latest)
    for measure, ambiguity, *texts in bearings.values_list(
        "measure", "ambiguity", *bilingual("entry__title", "entry__narrative")
    ):
        yield measure, ambiguity, None, joined_texts(texts)
    cited = bearings.filter(entry__citations__evidence__in=sources_by(on))
    for measure, ambiguity, *texts in cited.values_list(
        "measure", "ambiguity", *bilingual("entry__citations__evidence__title")
    ):
        yield measure, ambiguity, None, joined_texts(texts)


def sources_by(on: date) -> QuerySet[Evidence]:
    """Sources that were published by a day, or whose day is not known."""
    sources = Evidence.objects.visible_to(TEAM).alias(last_day=LastDay("published"))
    return sources.filter(Q(published=None) | Q(last_day__lte=on))


def joined_texts(texts: Iterable[str]) -> str:
    return "\n".join(texts)
