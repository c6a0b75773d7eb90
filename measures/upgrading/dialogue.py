"""Dialogue sessions: circles, agendas, notes with the chains that sealed them, agreed words, follow-ups."""

from measures.upgrading.parts import Part, Rows

# The chains that left with what they sealed, in heads that were written down before.
CHAINS_THAT_LEFT = "session"

# Each note as it was sealed: `docs/verify_kept.py` computes commitments and seals of it again.
CHAINS = """
    SELECT jsonb_build_object('circle', circle.key, 'rows', jsonb_agg(jsonb_build_object(
        'sequence', sealed.sequence,
        'salt', encode(sealed.salt, 'hex'),
        'commitment', encode(sealed.commitment, 'hex'),
        'seal', encode(sealed.seal, 'hex'),
        'content', CASE WHEN note.redaction_id IS NULL THEN jsonb_build_object(
            'sequence', sealed.sequence, 'seal_format', sealed.seal_format, 'key', note.key, 'kind', note.kind,
            'recorded_at', to_char(sealed.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
            'shown_on', note.shown_on, 'cleared_by', note.cleared_by, 'of_side', note.of_side_id,
            'session', session.key, 'circle', circle.key,
            'lines', (
                SELECT coalesce(jsonb_agg(
                    to_jsonb(line) - '{id,note_id,item_id}'::text[]
                        || jsonb_build_object('question', question, 'question_zh_hans', question_zh_hans)
                ), '[]')
                FROM measures_noteline AS line JOIN measures_agendaitem AS item ON item.id = line.item_id
                WHERE line.note_id = note.id
            )
        ) END
    ) ORDER BY sealed.sequence))
    FROM measures_noteseal AS sealed
        JOIN measures_sessionnote AS note ON note.id = sealed.note_id
        JOIN measures_dialoguesession AS session ON session.id = note.session_id
        JOIN measures_chain AS chain ON chain.id = sealed.chain_id
        JOIN measures_circle AS circle ON circle.id = chain.circle_id
    GROUP BY circle.key ORDER BY circle.key
"""
CIRCLES = """
    SELECT to_jsonb(circle) - '{id,report_id}'::text[] || jsonb_build_object(
        'report', report.slug,
        'members', (
            SELECT jsonb_agg(jsonb_build_object('name', name, 'email', email, 'organises', organises) ORDER BY email)
            FROM measures_circlemember AS member JOIN measures_user AS person ON person.id = user_id
            WHERE circle_id = circle.id
        )
    )
    FROM measures_circle AS circle JOIN measures_report AS report ON report.id = report_id ORDER BY circle.key
"""
SESSIONS = """
    SELECT to_jsonb(session) - '{id,circle_id,report_id,version}'::text[] || jsonb_build_object(
        'circle', circle.key,
        'subjects', (
            SELECT jsonb_agg(subject.key ORDER BY subject.key)
            FROM measures_dialoguesession_subjects AS chosen JOIN measures_subject AS subject ON subject.id = subject_id
            WHERE dialoguesession_id = session.id
        ),
        'agenda', (
            SELECT jsonb_agg(
                to_jsonb(item) - '{session_id,ambiguity_id,subject_id,from_follow_up_id}'::text[] || jsonb_build_object(
                    'on', coalesce(ambiguity.key, subject.key), 'from_follow_up', followed.key
                ) ORDER BY item.position
            )
            FROM measures_agendaitem AS item
                LEFT JOIN measures_ambiguity AS ambiguity ON ambiguity.id = ambiguity_id
                LEFT JOIN measures_subject AS subject ON subject.id = subject_id
                LEFT JOIN measures_followup AS followed ON followed.id = from_follow_up_id
            WHERE item.session_id = session.id
        ),
        'notes', (
            SELECT jsonb_agg(
                to_jsonb(note) - '{id,session_id,redaction_id,version}'::text[] || jsonb_build_object('lines', (
                    SELECT jsonb_agg(to_jsonb(line) - '{id,note_id}'::text[] ORDER BY line.position, line.id)
                    FROM measures_noteline AS line WHERE line.note_id = note.id
                )) ORDER BY note.key
            )
            FROM measures_sessionnote AS note WHERE note.session_id = session.id
        ),
        'agreed_words', (
            SELECT jsonb_agg(to_jsonb(words) - '{id,session_id}'::text[] ORDER BY words.key)
            FROM measures_agreedwords AS words WHERE words.session_id = session.id
        ),
        'follow_ups', (
            SELECT jsonb_agg(to_jsonb(follow_up) - '{id,session_id}'::text[] ORDER BY follow_up.key)
            FROM measures_followup AS follow_up WHERE follow_up.session_id = session.id
        )
    )
    FROM measures_dialoguesession AS session JOIN measures_circle AS circle ON circle.id = circle_id
    ORDER BY session.key
"""
# Their lines go at once, the rest with its tables in the next migration.
REDACT_NOTES = """
    UPDATE measures_sessionnote SET redaction_id = claim_redaction(
        'note', NULL, 'measures_sessionnote', id::text, key, '{}', '', NULL, 'internal', NULL,
        'This version keeps no notes of dialogue sessions.'
    ) WHERE redaction_id IS NULL
"""
DIALOGUE = Part(
    counted=[
        Rows("circles", "measures_circle"),
        Rows("members of circles", "measures_circlemember"),
        Rows("dialogue sessions", "measures_dialoguesession"),
        Rows("items of their agendas", "measures_agendaitem"),
        Rows("notes of sessions", "measures_sessionnote"),
        Rows("agreed words", "measures_agreedwords"),
        Rows("follow-ups", "measures_followup"),
    ],
    kept={"circles": CIRCLES, "sessions": SESSIONS, "session_chains": CHAINS},
    redacted=[REDACT_NOTES, "DELETE FROM measures_noteline", "DELETE FROM measures_circlemember"],
)
