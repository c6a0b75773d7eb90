"""The limit: the answer of a list of measures, built in PostgreSQL by hand, from the live tables of the journal."""

from measures.models import Assessment

ASSESSMENT_TEXTS = ", ".join(f"'{name}', {name}" for name in Assessment.columns_in_lists())

ENTRIES = """
    SELECT e.*, CASE WHEN NOT e.is_imported THEN coalesce(e.library_as_of, e.recorded_on) END AS checked_on
    FROM measures_entry e
    WHERE e.marking = ANY (%(markings)s)
      AND NOT EXISTS (SELECT FROM measures_redaction r WHERE r.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM measures_entry c WHERE c.corrects_id = e.id)
"""

# What each measure `m` has in the journal, and where that lets it stand.
STANDING = f"""
LATERAL (
    WITH bearing AS MATERIALIZED (
        SELECT b.direction, b.status, b.measure_id = m.id AS is_own, e.id AS entry, e.occurred, e.checked_on,
            e.counts_from, (e.counts_from, e.place_in_day, e.recorded_at, e.key) AS place
        FROM measures_bearing b JOIN LATERAL ({ENTRIES} AND e.id = b.entry_id) e ON true
        WHERE b.measure_id = ANY (ARRAY(
            SELECT m.id UNION ALL SELECT p.id FROM measures_measure p WHERE p.parent_id = m.id
        ))
    ), assessment AS MATERIALIZED (
        SELECT DISTINCT ON (v.about_id, v.about_both)
            v.*, CASE WHEN v.about_both THEN 'both' ELSE coalesce(v.about_id, 'none') END AS about,
            e.occurred, e.key, e.language
        FROM measures_view v JOIN LATERAL ({ENTRIES} AND e.id = v.entry_id) e ON true
        WHERE v.measure_id = m.id AND v.whose_id IS NULL
        ORDER BY v.about_id, v.about_both, e.counts_from DESC, e.place_in_day DESC, e.recorded_at DESC, e.key DESC
    ), looked AS (
        SELECT checked_on FROM bearing
        UNION ALL SELECT e.checked_on FROM measures_view v
            JOIN LATERAL ({ENTRIES} AND e.id = v.entry_id) e ON true WHERE v.measure_id = m.id AND v.whose_id IS NULL
        UNION ALL SELECT e.checked_on FROM measures_milestonemark k JOIN measures_milestone s ON s.id = k.milestone_id
            JOIN LATERAL ({ENTRIES} AND e.id = k.entry_id) e ON true WHERE s.measure_id = m.id
    ), source AS (
        SELECT bearing.direction, c.evidence_id, max(bearing.counts_from) AS day, (
                SELECT r.state FROM measures_review r WHERE r.evidence_id = c.evidence_id
                ORDER BY r.recorded_at DESC, r.id DESC LIMIT 1
            ) AS state
        FROM bearing CROSS JOIN LATERAL (
                SELECT evidence_id FROM measures_citation WHERE entry_id = bearing.entry OFFSET 0
            ) c
            CROSS JOIN LATERAL (SELECT * FROM measures_evidence WHERE id = c.evidence_id OFFSET 0) s
        WHERE NOT s.by_report_author AND (
            SELECT n.id FROM measures_evidence n WHERE n.replaces_id = s.id AND n.marking = ANY (%(markings)s) LIMIT 1
        ) IS NULL
        GROUP BY 1, 2
    ), held AS (
        SELECT direction, count(*) AS number, max(day) FILTER (WHERE state = 'accepted') AS accepted
        FROM source WHERE state IS DISTINCT FROM 'retracted' GROUP BY direction
    ), changed AS (
        SELECT status, place FROM bearing WHERE is_own AND status <> '' ORDER BY place DESC LIMIT 1
    ), summed AS (
        SELECT (SELECT status FROM changed) AS status,
            (SELECT max(level) FROM assessment) >= 1
                OR (SELECT status FROM changed) IN ('agreed', 'in_progress', 'implemented') AS claimed,
            (SELECT accepted FROM held WHERE direction = 'toward') AS toward,
            (SELECT accepted FROM held WHERE direction = 'away') AS away
    )
    SELECT coalesce(summed.status, '') AS status,
        (SELECT occurred FROM bearing WHERE is_own AND status = summed.status AND place > ALL (
            SELECT place FROM bearing WHERE is_own AND status NOT IN ('', summed.status)
        ) ORDER BY place LIMIT 1) AS status_since,
        moving.direction AS latest_direction, moving.occurred AS latest_on,
        moving.counts_from AS latest_by,
        (SELECT max(checked_on) FROM looked) AS last_checked,
        coalesce((SELECT number FROM held WHERE direction = 'toward'), 0) AS sources_toward,
        coalesce((SELECT number FROM held WHERE direction = 'away'), 0) AS sources_away,
        coalesce((SELECT number FROM held WHERE direction = 'either'), 0) AS sources_either,
        (SELECT count(*) FROM measures_milestone s WHERE s.measure_id = m.id) AS milestones,
        coalesce(claimed AND toward IS NULL, false) AS is_unsupported,
        coalesce(claimed AND away > toward, false) AS is_contested,
        (SELECT level FROM assessment WHERE about = CASE m.kind WHEN 'unilateral' THEN (
            SELECT party_id FROM measures_measure_parties p WHERE p.measure_id = m.id ORDER BY party_id LIMIT 1
        ) ELSE 'none' END) AS level,
        (SELECT coalesce(json_agg(json_build_object(
            'about', about, 'level', level, 'nothing', nothing, 'direction', direction, 'confidence', confidence,
            'occurred', occurred, 'entry', key, 'language', language, 'written_on', written_on, {ASSESSMENT_TEXTS}
        ) ORDER BY about), '[]') FROM assessment) AS assessments
    FROM summed LEFT JOIN LATERAL (
        SELECT CASE
                WHEN bool_or(b.direction = 'toward') AND bool_or(b.direction = 'away') THEN 'both_ways'
                ELSE coalesce(max(b.direction) FILTER (WHERE b.direction IN ('toward', 'away')), 'either')
            END AS direction,
            b.occurred, b.counts_from
        FROM bearing b WHERE b.direction <> 'background' GROUP BY b.entry, b.occurred, b.counts_from, b.place
        ORDER BY b.place DESC LIMIT 1
    ) moving ON true
) AS s
"""

STATUS_NOW = f"""(
    SELECT b.status FROM measures_bearing b JOIN LATERAL ({ENTRIES} AND e.id = b.entry_id) e ON true
    WHERE b.measure_id = m.id AND b.status <> ''
    ORDER BY e.counts_from DESC, e.place_in_day DESC, e.recorded_at DESC, e.key DESC LIMIT 1
)"""

DOCUMENT = """json_build_object(
    'key', m.key, 'report', r.slug, 'code', m.code, 'parent', null, 'kind', m.kind,
    'title', m.title, 'title_zh_hans', m.title_zh_hans, 'description', m.description,
    'description_zh_hans', m.description_zh_hans,
    'verb', m.verb, 'timescale', m.timescale, 'timescale_zh_hans', m.timescale_zh_hans,
    'parties', ARRAY(SELECT party_id FROM measures_measure_parties WHERE measure_id = m.id ORDER BY party_id),
    'needs_to_complete', ARRAY(
        SELECT party_id FROM measures_measure_needs_to_complete WHERE measure_id = m.id ORDER BY party_id
    ),
    'addresses', ARRAY(
        SELECT json_build_object('ambiguity', a.key, 'strength', d.strength, 'basis', d.basis, 'why', d.why,
            'why_zh_hans', d.why_zh_hans)
        FROM measures_addressing d JOIN measures_ambiguity a ON a.id = d.ambiguity_id
        WHERE d.measure_id = m.id ORDER BY d.strength, d.ambiguity_id, d.id
    ),
    'is_explicit', m.explicit, 'classification_basis', m.classification_basis,
    'classification_why', m.classification_why, 'classification_why_zh_hans', m.classification_why_zh_hans,
    'source_heading', m.source_heading, 'source_heading_zh_hans', m.source_heading_zh_hans,
    'source_paragraph', m.source_paragraph, 'source_note', m.source_note, 'source_note_zh_hans', m.source_note_zh_hans,
    'due_on', m.due_on, 'due_last_day', m.due_by,
    'is_overdue', coalesce(s.status NOT IN ('implemented', 'no_longer_pursued') AND m.due_by < %(today)s, false),
    'is_unchecked', s.status NOT IN ('implemented', 'no_longer_pursued')
        AND (s.last_checked IS NULL OR s.last_checked < %(today)s::date - m.review_every_days),
    'review_every_days', m.review_every_days,
    'owners', ARRAY(
        SELECT json_build_object('user', o.user_id, 'name', u.name, 'email', u.email, 'role', o.role,
            'named_at', to_char(o.named_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'version', o.version)
        FROM measures_owner o JOIN measures_user u ON u.id = o.user_id
        WHERE o.measure_id = m.id ORDER BY o.named_at, o.id
    ),
    'standing', json_build_object(
        'status', s.status, 'status_since', s.status_since, 'latest_direction', coalesce(s.latest_direction, ''),
        'latest_occurred', s.latest_on, 'latest_counts_from', s.latest_by, 'last_checked', s.last_checked,
        'sources_toward', s.sources_toward, 'sources_away', s.sources_away, 'sources_either', s.sources_either,
        'milestone_count', s.milestones,
        'milestones_met', 0, 'is_unsupported', s.is_unsupported, 'is_contested', s.is_contested, 'level', s.level,
        'assessment', CASE WHEN s.assessments::text <> '[]' THEN 'assessed' ELSE 'not_for_this_day' END,
        'written_on', null, 'in_short', CASE WHEN s.assessments::text <> '[]' THEN '' END,
        'in_short_zh_hans', CASE WHEN s.assessments::text <> '[]' THEN '' END, 'assessments', s.assessments
    ),
    'marking', m.marking, 'version', m.version, 'extra', m.extra,
    'html_url', %(root)s || '/measures/' || m.key || '/'
)"""


STORED = "measures_standing s"
BY_MEASURE = "s.measure_id = m.id AND s.audience = %(audience)s"


def page(condition: str = "", *, stored: bool = False) -> str:
    """The first hundred measures of a report, in its order, as one JSON text; from the stored standings if one likes.

    A condition on the standing is for stored ones.
    """
    standing = f"{STORED} WHERE {BY_MEASURE}" if stored else STANDING
    narrowed = f"JOIN {STORED} ON {BY_MEASURE}" if stored else ""
    return f"""
        SELECT json_build_object('results', json_agg(found.document ORDER BY found.position, found.key))::text FROM (
            SELECT m.position, m.key, {DOCUMENT} AS document
            FROM (
                SELECT m.* FROM measures_measure m {narrowed}
                WHERE m.report_id = %(report_id)s AND m.parent_id IS NULL AND m.withdrawn_at IS NULL
                    AND m.marking = ANY (%(markings)s) {condition}
                ORDER BY m.position, m.key LIMIT 100
            ) m JOIN measures_report r ON r.id = m.report_id CROSS JOIN {standing}
        ) AS found
    """
