-- A small record as it was at the first migration, with each kind of row of the journal: for tests/test_migrating.py.
-- Everybody and everything in it is fictional. It was never changed since, and is not to be.
INSERT INTO measures_ambiguity ("id", "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans", "key", "code", "position", "title", "title_zh_hans", "description", "description_zh_hans", "bearer_note", "bearer_note_zh_hans", "perceived_by_basis", "announced_count", "note", "note_zh_hans", "parent_id", "perceived_by_id", "report_id") VALUES
  ('1', '', '', NULL, '', '', 'first-days-A6', 'A6', '6', 'What A6 is', '', '', '', '', '', '', NULL, '', '', NULL, NULL, '1');

INSERT INTO measures_bearing ("id", "about_both", "direction", "concern", "status", "state", "reason", "reason_zh_hans", "note", "note_zh_hans", "ambiguity_id", "entry_id", "measure_id", "about_id", "changed_by_id") VALUES
  ('1', 'false', 'toward', '', 'agreed', '', '', '', '', '', NULL, '1', '1', NULL, NULL),
  ('2', 'false', 'toward', '', '', '', '', '', '', '', NULL, '2', '2', NULL, NULL),
  ('3', 'false', 'toward', '', '', '', '', '', '', '', NULL, '3', '1', NULL, NULL),
  ('4', 'false', 'toward', '', '', '', '', '', '', '', NULL, '4', '1', NULL, NULL),
  ('5', 'false', 'toward', '', '', '', '', '', '', '', NULL, '5', '1', NULL, NULL);

INSERT INTO measures_chain ("id", "marking", "report_id") VALUES
  ('1', 'public', '1'),
  ('2', 'internal', '1'),
  ('3', 'released:NORTHSHORE', '1');

INSERT INTO measures_citation ("id", "passage", "entry_id", "evidence_id") VALUES
  ('1', '', '1', '1');

INSERT INTO measures_entry ("id", "key", "sequence", "kind", "occurred", "recorded_at", "library_as_of", "title", "title_zh_hans", "narrative", "narrative_zh_hans", "language", "track", "claim", "baseline", "author_name", "marking", "salt", "commitment", "seal", "author_id", "chain_id", "corrects_id", "responds_to_id", "report_id") VALUES
  ('1', 'entry-7d4m7k2pgtug', '1', 'development', '2024-04-23', '2026-11-26 04:49:08.831608+00', NULL, 'A timetable was published', '时刻表已公布', E'“It was read out”; C:\\ferry
''twice''.', '', 'en', 'official', 'reported', 'false', 'Ida', 'public', E'\\x560a67700c9fbee407e4d14da552529f', E'\\xfd7c12ceb9bc1fee9a795201252b6212f84803c5755c9f326faed2a337444ff2', E'\\xcf51b147bca1eac8349f819f1de446c38d5c9ed55105542c1260e3491d4345aa', '2', '1', NULL, NULL, '1'),
  ('2', 'entry-utdeh33h2zpn', '1', 'development', '2024-04-23', '2026-11-26 04:49:08.97834+00', NULL, 'Charts were spoken of', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Wei', 'internal', E'\\xc696e468522e3dbd75d2eabd0cfcbabe', E'\\xfa93b50a0f61a364870e9a7abba4388987fe73b1d6f7bae2edcbb89e207e8d42', E'\\xd4b29b1449ffa3c634c0e4786e1a1858fe1af1f4faba703fc720d36cbf3f2d57', '1', '2', NULL, NULL, '1'),
  ('3', 'entry-5p5abzdgfbsp', '1', 'development', '2024-04-23', '2026-11-26 04:49:09.105829+00', NULL, 'Said in confidence', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Nora', 'released:NORTHSHORE', E'\\x340505dc7c6adfeeca196cd99b9c1ecf', E'\\x6fd79accddd0eb9e0343910d9e4e24dc21ffe7b3cc310b909a479483d651eec0', E'\\x6b8b58121c029fb21a63164a61a8c66ce2d4ed3ff36587a6b375fec6a2ef284d', '3', '3', NULL, NULL, '1'),
  ('4', 'entry-5ed98xtqust3', '2', 'development', '2024-05', '2026-11-26 04:49:09.214986+00', NULL, 'A ferry ran late', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Wei', 'public', E'\\x50ae9ee8b5c5ed92c799a28047ba71fd', E'\\x35be470b8fb3440c27574e5ec60948faf44c313e611a4e19cc20a558a9f01d36', E'\\x89520a41ba60a16a28445923d581b0e262e90e702e3b035d2a5aa3b7fbf204dd', '1', '1', NULL, NULL, '1'),
  ('5', 'entry-djzew5t2v4vn', '3', 'development', '2024-05', '2026-11-26 04:49:09.332716+00', NULL, 'A ferry ran early', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Wei', 'public', E'\\x603ddc5f951136f98a7f94ca3caf8799', E'\\x69a5c328aa6ca3244049b90a7c0b87ed8ccaa08537b02135a9d751b66eaf2918', E'\\x633c26931bb6a2c95f666aaea9eb084d7079de2d5520807cd00ffcc3fc624153', '1', '1', '4', NULL, '1'),
  ('6', 'entry-yjd9agd7mm5s', '4', 'development', '2024-04-23', '2026-11-26 04:49:09.494716+00', NULL, '', '', '', '', 'en', 'official', 'reported', 'false', 'Wei', 'public', E'\\x', E'\\x01f0c986c9b05ac04cab42fa77ebb819c8b95ac145ba47b681a4c9f107f9e2ba', E'\\xfc573786a3e678b2a89cd4baa06528b95907b596fa383832b2d71e4c745a20c9', '1', '1', NULL, NULL, '1');

INSERT INTO measures_evidence ("id", "key", "title", "title_zh_hans", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans", "url", "archive_url", "published", "accessed", "language", "kind", "grade", "credibility", "by_report_author", "marking", "recorded_at", "recorded_by_id", "replaces_id") VALUES
  ('1', 'source-8', 'A notice of the harbour office', '', 'Institute for Calm Waters', '', '', '', 'https://example.org/8', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'public', '2026-11-26 04:49:08.717566+00', NULL, NULL);

INSERT INTO measures_ground ("id", "citation_id", "entry_id", "view_id") VALUES
  ('1', '1', NULL, '1');

INSERT INTO measures_measure ("id", "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans", "key", "code", "position", "kind", "title", "title_zh_hans", "description", "description_zh_hans", "explicit", "classification_basis", "classification_why", "classification_why_zh_hans", "due_on", "review_every_days", "marking", "version", "extra", "added_at", "due_on_set_by_id", "parent_id", "report_id") VALUES
  ('1', '', '', NULL, '', '', 'first-days-M4', 'M4', '4', 'joint', 'Publish ferry timetables', '公布渡轮时刻表', '', '', 'true', '', '', '', '2024-06', '180', 'public', '1', '{}', '2026-11-26 04:49:08.453052+00', NULL, NULL, '1'),
  ('2', '', '', NULL, '', '', 'first-days-M5', 'M5', '5', 'unilateral', 'Share lamp charts', '', '', '', 'true', '', '', '', NULL, '180', 'internal', '1', '{}', '2026-11-26 04:49:08.571404+00', NULL, NULL, '1');

INSERT INTO measures_measure_parties ("id", "measure_id", "party_id") VALUES
  ('1', '1', 'NORTHSHORE'),
  ('2', '1', 'SOUTHSHORE'),
  ('3', '2', 'NORTHSHORE');

INSERT INTO measures_milestone ("id", "key", "position", "doers", "type", "title", "title_zh_hans", "beyond_report", "measure_id", "party_id") VALUES
  ('1', 'first-days-M4-m7', '7', 'together', 'dialogue', 'Milestone 7', '', 'false', '1', NULL);

INSERT INTO measures_milestonemark ("id", "state", "entry_id", "milestone_id", "party_id") VALUES
  ('1', 'met', '1', '1', NULL);

INSERT INTO measures_owner ("id", "role", "named_at", "measure_id", "named_by_id", "user_id") VALUES
  ('1', 'coordinator', '2026-11-26 04:49:08.69457+00', '1', '2', '1');

INSERT INTO measures_party ("code", "kind", "name", "name_zh_hans") VALUES
  ('NORTHSHORE', 'state', 'Northshore', ''),
  ('SOUTHSHORE', 'state', 'Southshore', '');

INSERT INTO measures_redaction ("id", "by_name", "reason", "redacted_at", "by_id", "entry_id") VALUES
  ('1', 'Ida', 'A private name stood in it.', '2026-11-26 04:49:09.631319+00', '2', '6');

INSERT INTO measures_report ("id", "slug", "title", "title_zh_hans", "author", "author_zh_hans", "publisher", "publisher_zh_hans", "published", "url", "note", "note_zh_hans", "disclaimer", "disclaimer_zh_hans", "is_fictional", "levels", "library_version", "record_as_of", "record_note", "record_note_zh_hans", "added_at") VALUES
  ('1', 'first-days', 'The first days', '起初', '', '', '', '', NULL, '', '', '', 'Fictional: no real party, place, person or event is meant.', '', 'false', '{"0": {"en": "Level 0"}, "1": {"en": "Level 1"}, "2": {"en": "Level 2"}, "3": {"en": "Level 3"}}', '', NULL, '', '', '2026-11-26 04:49:08.451644+00');

INSERT INTO measures_review ("id", "state", "reviewer_name", "is_self_review", "note", "recorded_at", "evidence_id", "reviewer_id") VALUES
  ('1', 'accepted', 'Wei', 'false', 'Read twice.', '2026-11-26 04:49:08.72647+00', '1', '1');

INSERT INTO measures_standing ("id", "audience", "status", "status_since", "latest_direction", "latest_on", "last_checked", "sources_toward", "sources_away", "sources_either", "milestones_met", "milestones", "is_unsupported", "is_contested", "level", "views", "levels_held", "measure_id") VALUES
  ('1', 'public', 'agreed', '2024-04-23', 'toward', '2024-05-31', '2026-11-26', '1', '0', '0', '1', '1', 'false', 'false', '1', '[{"text": "", "about": "none", "entry": "entry-7d4m7k2pgtug", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:none:1}', '1'),
  ('16', 'party:NORTHSHORE', 'agreed', '2024-04-23', 'toward', '2024-05-31', '2026-11-26', '1', '0', '0', '1', '1', 'false', 'false', '1', '[{"text": "", "about": "none", "entry": "entry-7d4m7k2pgtug", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:none:1}', '1'),
  ('2', 'participants', 'agreed', '2024-04-23', 'toward', '2024-05-31', '2026-11-26', '1', '0', '0', '1', '1', 'false', 'false', '1', '[{"text": "", "about": "none", "entry": "entry-7d4m7k2pgtug", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:none:1}', '1'),
  ('3', 'team', 'agreed', '2024-04-23', 'toward', '2024-05-31', '2026-11-26', '1', '0', '0', '1', '1', 'false', 'false', '1', '[{"text": "", "about": "none", "entry": "entry-7d4m7k2pgtug", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:none:1}', '1'),
  ('4', 'public', '', NULL, '', NULL, NULL, '0', '0', '0', '0', '0', 'false', 'false', NULL, '[]', '{}', '2'),
  ('5', 'participants', '', NULL, '', NULL, NULL, '0', '0', '0', '0', '0', 'false', 'false', NULL, '[]', '{}', '2'),
  ('6', 'team', '', NULL, 'toward', '2024-04-23', '2026-11-26', '0', '0', '0', '0', '0', 'false', 'false', NULL, '[]', '{}', '2');

INSERT INTO measures_user ("id", "password", "last_login", "email", "name", "role", "language", "time_zone", "is_active", "joined_at", "speaks_for_id") VALUES
  ('1', '!', NULL, 'wei@example.org', 'Wei', 'editor', 'en', 'UTC', 'true', '2026-11-26 04:49:08.377639+00', NULL),
  ('2', '!', NULL, 'ida@example.org', 'Ida', 'administrator', 'en', 'UTC', 'true', '2026-11-26 04:49:08.393404+00', NULL),
  ('3', '!', NULL, 'nora@example.org', 'Nora', 'reader', 'en', 'UTC', 'true', '2026-11-26 04:49:08.448399+00', 'NORTHSHORE');

INSERT INTO measures_view ("id", "about_both", "level", "nothing", "direction", "confidence", "provenance", "text", "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans", "administration", "administration_zh_hans", "quotation", "quotation_language", "about_id", "ambiguity_id", "entry_id", "measure_id", "whose_id") VALUES
  ('1', 'false', '1', '', '', 'moderate', 'our_reading', '', '', '', '', '', '', '', '', '', '', NULL, NULL, '1', '1', NULL);

INSERT INTO measures_watch ("id", "since", "measure_id", "user_id") VALUES
  ('1', '2026-11-26 04:49:08.712714+00', '1', '3');
