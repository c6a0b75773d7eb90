"""What was released to the representatives of one party, who read it alone, and who they were."""

from measures.upgrading.parts import Part, Rows

ENTRIES = """
    SELECT to_jsonb(entry) - '{id,search}'::text[] || jsonb_build_object(
        'report', report.slug,
        'bearings', (
            SELECT jsonb_agg(to_jsonb(bearing) - 'id' || jsonb_build_object(
                'on', coalesce(measure.key, ambiguity.key)
            ) ORDER BY bearing.id)
            FROM measures_bearing AS bearing
                LEFT JOIN measures_measure AS measure ON measure.id = measure_id
                LEFT JOIN measures_ambiguity AS ambiguity ON ambiguity.id = ambiguity_id
            WHERE entry_id = entry.id
        ),
        'views', (
            SELECT jsonb_agg(to_jsonb(view) - '{id,search}'::text[] || jsonb_build_object(
                'on', coalesce(measure.key, ambiguity.key),
                'rests_on', (
                    SELECT jsonb_agg(coalesce(earlier.key, source.key) ORDER BY ground.id)
                    FROM measures_ground AS ground
                        LEFT JOIN measures_entry AS earlier ON earlier.id = ground.entry_id
                        LEFT JOIN measures_citation AS citation ON citation.id = citation_id
                        LEFT JOIN measures_evidence AS source ON source.id = evidence_id
                    WHERE view_id = view.id
                )
            ) ORDER BY view.id)
            FROM measures_view AS view
                LEFT JOIN measures_measure AS measure ON measure.id = measure_id
                LEFT JOIN measures_ambiguity AS ambiguity ON ambiguity.id = ambiguity_id
            WHERE entry_id = entry.id
        ),
        'sources', (
            SELECT jsonb_agg(to_jsonb(citation) - 'id' || jsonb_build_object('source', source.key) ORDER BY citation.id)
            FROM measures_citation AS citation JOIN measures_evidence AS source ON source.id = evidence_id
            WHERE entry_id = entry.id
        ),
        'texts', (
            SELECT jsonb_agg(to_jsonb(read) - '{id,search}'::text[] || jsonb_build_object(
                'source', source.key,
                'findings', (
                    SELECT jsonb_agg(to_jsonb(finding) - '{id,search}'::text[] || jsonb_build_object(
                        'subject', subject.key
                    ) ORDER BY finding.id)
                    FROM measures_textfinding AS finding JOIN measures_subject AS subject ON subject.id = subject_id
                    WHERE text_id = read.id
                )
            ) ORDER BY read.id)
            FROM measures_readouttext AS read JOIN measures_evidence AS source ON source.id = evidence_id
            WHERE entry_id = entry.id
        ),
        'unread_texts', (
            SELECT jsonb_agg(to_jsonb(unread) - 'id' ORDER BY unread.id)
            FROM measures_unreadtext AS unread WHERE entry_id = entry.id
        ),
        'judgements', (
            SELECT jsonb_agg(to_jsonb(judgement) - 'id' || jsonb_build_object('subject', subject.key)
                ORDER BY judgement.id)
            FROM measures_judgement AS judgement JOIN measures_subject AS subject ON subject.id = subject_id
            WHERE entry_id = entry.id
        )
    )
    FROM measures_entry AS entry JOIN measures_report AS report ON report.id = report_id
    WHERE starts_with(entry.marking, 'released:') AND NOT is_redacted(entry.id) ORDER BY entry.key
"""
SOURCES = """
    SELECT to_jsonb(source) - '{id,search}'::text[] || jsonb_build_object('reviews', (
        SELECT jsonb_agg(to_jsonb(review) - 'id' ORDER BY review.id)
        FROM measures_review AS review WHERE evidence_id = source.id
    ))
    FROM measures_evidence AS source WHERE starts_with(marking, 'released:') AND redaction_id IS NULL ORDER BY key
"""
REPRESENTATIVES = """
    SELECT jsonb_build_object('name', name, 'email', email, 'speaks_for', speaks_for_id, 'is_active', is_active)
    FROM measures_user WHERE speaks_for_id IS NOT NULL ORDER BY email
"""
REDACT_ENTRIES = """
    SELECT redact_entry(id, NULL, 'This version has no rows that are released to one party.')
    FROM measures_entry WHERE starts_with(marking, 'released:') AND NOT is_redacted(id) ORDER BY id
"""
# Files that nothing else names go with them; their bytes are strays then.
NOTE_FILES = """
    CREATE TEMPORARY TABLE released_files ON COMMIT DROP AS
    SELECT DISTINCT file_id FROM measures_evidence
    WHERE starts_with(marking, 'released:') AND redaction_id IS NULL AND file_id IS NOT NULL
"""
BLANK_SOURCES = """
    UPDATE measures_evidence
    SET title = '', title_zh_hans = '', url = '', archive_url = '', note = '', note_zh_hans = '', author = '',
        publisher = '', publisher_zh_hans = '', origin = '', origin_zh_hans = '', file_name = '', file_id = NULL,
        version = version + 1
    WHERE starts_with(marking, 'released:') AND redaction_id IS NULL
"""
REDACT_SOURCES = """
    SELECT redact_row(
        'source', 'measures_evidence', id::text, key,
        ARRAY[
            'title', 'title_zh_hans', 'url', 'archive_url', 'note', 'note_zh_hans', 'author', 'publisher',
            'publisher_zh_hans', 'origin', 'origin_zh_hans', 'file_id', 'file_name'
        ],
        '', NULL, 'internal', NULL, 'This version has no rows that are released to one party.'
    )
    FROM measures_evidence WHERE starts_with(marking, 'released:') AND redaction_id IS NULL ORDER BY key
"""
FORGET_FILES = "SELECT forget_file(file_id) FROM released_files WHERE NOT is_file_named(file_id)"
# Answers that are kept for programs that ask again hold what these had sent.
FORGET_ANSWERS = """
    DELETE FROM measures_idempotencykey
    WHERE user_id IN (SELECT id FROM measures_user WHERE speaks_for_id IS NOT NULL)
"""
RELEASED = Part(
    counted=[
        Rows(
            "accounts that speak for a party, which are deactivated",
            "measures_user",
            "to_jsonb(dropped) ->> 'speaks_for_id' IS NOT NULL",
        ),
        Rows(
            "entries released to one party",
            "measures_entry",
            "starts_with(marking, 'released:')"
            " AND NOT EXISTS (SELECT FROM measures_redaction WHERE entry_id = dropped.id)",
        ),
        Rows(
            "sources released to one party",
            "measures_evidence",
            # The column is younger than some versions.
            "starts_with(marking, 'released:') AND to_jsonb(dropped) ->> 'redaction_id' IS NULL",
        ),
    ],
    kept={"representatives": REPRESENTATIVES, "released_entries": ENTRIES, "released_sources": SOURCES},
    redacted=[REDACT_ENTRIES, NOTE_FILES, BLANK_SOURCES, REDACT_SOURCES, FORGET_FILES, FORGET_ANSWERS],
)
