-- A record as the first version (62d23dc) left it, with every kind of row of the journal, reviews, a redaction, tightened
-- rows: for tests/test_migrating.py. Its last seals, as they were pinned then, are in first_version_heads.jsonl.
-- Everybody and everything in it is fictional. It is not to be changed.
INSERT INTO measures_addressing ("id", "basis", "why", "why_zh_hans", "strength", "ambiguity_id", "measure_id") VALUES
  ('1', 'report', '', '', 'primary', '1', '1');

INSERT INTO measures_ambiguity ("id", "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans", "key", "code", "position", "title", "title_zh_hans", "description", "description_zh_hans", "bearer_note", "bearer_note_zh_hans", "perceived_by_basis", "announced_count", "note", "note_zh_hans", "parent_id", "perceived_by_id", "report_id") VALUES
  ('1', '', '', NULL, '', '', 'first-version-A1', 'A1', '5', 'What A1 is', '', '', '', '', '', '', NULL, '', '', NULL, NULL, '1');

INSERT INTO measures_bearing ("id", "about_both", "direction", "concern", "status", "state", "reason", "reason_zh_hans", "note", "note_zh_hans", "ambiguity_id", "entry_id", "measure_id", "about_id", "changed_by_id") VALUES
  ('1', 'false', 'toward', '', 'agreed', '', 'Both read it out.', '', '', '', NULL, '1', '1', NULL, 'NORTHSHORE'),
  ('11', 'false', 'toward', '', '', '', '', '', '', '', NULL, '11', '2', NULL, NULL),
  ('12', 'false', 'toward', '', '', '', '', '', '', '', NULL, '12', '2', NULL, NULL),
  ('2', 'false', 'away', '', 'suspended', '', '', '', '', '', NULL, '3', '1', NULL, 'SOUTHSHORE'),
  ('3', 'false', 'murkier', 'up', '', 'raised', '', '', '', '', '1', '3', NULL, NULL, NULL),
  ('4', 'false', 'toward', '', '', '', '', '', '', '', NULL, '4', '1', NULL, NULL),
  ('5', 'false', 'either', '', '', '', '', '', '', '', NULL, '5', '1', NULL, NULL),
  ('6', 'false', 'background', '', '', '', '', '', '', '', NULL, '6', '1', NULL, NULL),
  ('7', 'false', 'background', '', '', '', '', '', '', '', NULL, '6', '2', NULL, NULL),
  ('8', 'false', 'toward', '', '', '', '', '', '', '', NULL, '7', '1', NULL, NULL),
  ('9', 'false', 'toward', '', '', '', '', '', '', '', NULL, '9', '2', NULL, NULL);

INSERT INTO measures_chain ("id", "marking", "report_id") VALUES
  ('1', 'public', '1'),
  ('2', 'internal', '1'),
  ('3', 'released:NORTHSHORE', '1');

INSERT INTO measures_citation ("id", "passage", "entry_id", "evidence_id") VALUES
  ('1', '', '1', '1'),
  ('2', '', '1', '2'),
  ('3', '', '2', '1'),
  ('4', '', '3', '3'),
  ('5', '', '7', '4'),
  ('6', '', '8', '5'),
  ('7', '', '9', '6'),
  ('8', '', '10', '3');

INSERT INTO measures_entry ("id", "key", "sequence", "kind", "occurred", "recorded_at", "library_as_of", "title", "title_zh_hans", "narrative", "narrative_zh_hans", "language", "track", "claim", "baseline", "author_name", "marking", "salt", "commitment", "seal", "author_id", "chain_id", "corrects_id", "responds_to_id", "report_id") VALUES
  ('1', 'first-version-E1', '1', 'development', '2023', '2026-11-27 05:21:37.183932+00', '2026-11-01', 'A timetable was published', '时刻表已公布', 'Read out at the quay.', '', 'en', 'official', 'reported', 'true', 'first-version 2026-11-01', 'public', E'\\x1cf64b4b549b9f3c4c1e334b49f8364e', E'\\x8a2c728b67d1514d94876e76adfac5d2b655640e53e4075c66d754cbe6df1e00', E'\\x0349a89cc9126cdb9f464c1a38d1628aa94e1532b76091eacbc2ff9014680278', NULL, '1', NULL, NULL, '1'),
  ('10', 'entry-fjkgrtde4ats', '8', 'development', '2024-04-23', '2026-11-27 05:21:37.79089+00', NULL, '', '', '', '', 'en', 'official', 'reported', 'false', 'Olu', 'public', E'\\x', E'\\x5e033807e6d70ebd623b3b26f5d9340f9a7e8c5b2b877b3b1b3a3f8c52ae6d70', E'\\x2e46fc627f7e03bc482eaf61a915edf01f2f0c865c045350a9d3299665cf45eb', '3', '1', NULL, NULL, '1'),
  ('11', 'entry-73k3e3s9zcss', '9', 'development', '2024-04-23', '2026-11-27 05:21:37.834888+00', NULL, 'It rests on what is gone', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Olu', 'public', E'\\x9bbb123d145875d3e1b6b2dd0c4844ba', E'\\x79dc7e8b6f32b0bdba2ef9af91c2d116bcf0ca99236581f3cc8ea24da9570a8c', E'\\xa5752bbb2518740f0a536b9146fed9f215d73b23a37890cc64eef7bd3721ab31', '3', '1', NULL, NULL, '1'),
  ('12', 'entry-zsaydnqaqja6', '10', 'development', '2024-04-23', '2026-11-27 05:21:37.912508+00', NULL, '灯图已交换', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Wei 伟', 'public', E'\\xf93c04a50d589b8e9ae2a5bd2cc4644c', E'\\xf994374f46300ae9aea9ad83394cc62ec102d45943e821c23b8d8bbaf755edd4', E'\\x43956a217bd25065d98e7becc9af5461847cf705ee2275c79324463cf0b0fd64', '1', '1', NULL, NULL, '1'),
  ('2', 'first-version-E2', '2', 'assessment', '2023', '2026-11-27 05:21:37.183932+00', '2026-11-01', 'How it stands', '', 'Read out at the quay.', '', 'en', '', '', 'false', 'first-version 2026-11-01', 'public', E'\\x3b8c1e240d0236ccfc88c13d63885075', E'\\x26c983ae4b6001b8381123b5c12f00ed3a6856ac648c0ef0d0f0dfc2c129cc87', E'\\xfe40673ca4515dd9f552094432b7a61d36cb65b3bddd76c7da8d86f4b8e00458', NULL, '1', NULL, NULL, '1'),
  ('3', 'entry-ptxjrhhr5gv3', '3', 'development', '2024-04-23', '2026-11-27 05:21:37.427865+00', NULL, 'A ferry ran late', '', E'“It was read out”; C:\\ferry
''twice''.', '', 'en', 'official', 'reported', 'false', 'Olu', 'public', E'\\x0478806e8a9985ec23d3b4c0c6ff5041', E'\\x94edd3d3aa5d1663164005f3ce2624dec1875665e181bc8696cb26f953208273', E'\\xcde0e875b2fb647ee76979601bff4c7201ec89d05b54ee9dcd6c65c485a161b7', '3', '1', NULL, NULL, '1'),
  ('4', 'entry-xfwacjdbbhnu', '4', 'development', '2024-05', '2026-11-27 05:21:37.46419+00', NULL, 'It ran early', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Olu', 'public', E'\\x1532a7cb8bd637443de935c99cd7483f', E'\\xf19048ef5c4952efdf6c29ae5403de2e7ff588e01ced0082ace372951b620716', E'\\x96b42b4b9330e53d57c528f214adcac8956a44ba990673e404c395a2c9b31363', '3', '1', NULL, '3', '1'),
  ('5', 'entry-9wq66w3cs45x', '5', 'development', '2024-05', '2026-11-27 05:21:37.492752+00', NULL, 'It ran on time', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Wei 伟', 'public', E'\\x8991bd763548b3ffd4734a6af3894c64', E'\\x74c8e462225a5caa25c3f8166d36673f87dbca3c65a8cadc50cd1bf063b31df0', E'\\x00ab5be577372d9d20da441047bcf7297b152a849eaa0a12a42e197b4a5882a6', '1', '1', '4', NULL, '1'),
  ('6', 'entry-xk7yn4rsnj8v', '6', 'check', '2026-11-25', '2026-11-27 05:21:37.525402+00', NULL, '', '', '', '', 'en', '', '', 'false', 'Wei 伟', 'public', E'\\x5d4de9d337537d368678072350b932f6', E'\\xb3121d44016ed86ac544748686e7dbc0b7d69f61beb81e71b07c8d532573d6d9', E'\\x61d4b49e52ad656d4e470557bf59f5cf4ce9de0ff976722484b26bd6c6775d11', '1', '1', NULL, NULL, '1'),
  ('7', 'entry-vg3mr955trpz', '1', 'development', '2024-04-23', '2026-11-27 05:21:37.564377+00', NULL, 'Charts were spoken of', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Olu', 'internal', E'\\xf003a4e63dab5f0ac85da52d22ed40a7', E'\\xd14081550d954de60c1f52feda06099f998b374e02d98d3fad06b2c5eebbf0b2', E'\\xf5b9041bcdff19239f5a5e027b0ca178ecff6d564331d93207cc7b80cafb0949', '3', '2', NULL, NULL, '1'),
  ('8', 'entry-sghs6t37d7hh', '1', 'development', '2024-04-23', '2026-11-27 05:21:37.623968+00', NULL, 'Said in confidence', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Nora', 'released:NORTHSHORE', E'\\x16e7c10bcc26c6009437ea534a02357f', E'\\x0963558e1195b0361b3cedabbf7e02eb3c491254bca7429e61fd25396be43d2c', E'\\x410461ab61908d53231bb13a81bba639f9bc2f450c0ddf6c56beef866cb58840', '4', '3', NULL, NULL, '1'),
  ('9', 'entry-3x3atmddr7ke', '7', 'development', '2024-04-23', '2026-11-27 05:21:37.682448+00', NULL, 'To be tightened', '', 'The harbour office published it.', '', 'en', 'official', 'reported', 'false', 'Olu', 'internal', E'\\xb30055a69ad31a5add323ae039180a17', E'\\x53954fdaf863ae6d899509be6bdbb0b41b7772febe467482f43bdaa5eb6e75d3', E'\\xeae92403b4c0d54a03f28263bf36f2cef3b146881ccaf72858b370939c4f31f7', '3', '1', NULL, NULL, '1');

INSERT INTO measures_evidence ("id", "key", "title", "title_zh_hans", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans", "url", "archive_url", "published", "accessed", "language", "kind", "grade", "credibility", "by_report_author", "marking", "recorded_at", "recorded_by_id", "replaces_id", "file_name", "file_id", "version") VALUES
  ('1', 'first-version-S1', 'Harbour notice', '', 'Harbour office', '', '', '', 'https://example.org/s1', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'public', '2026-11-27 05:21:37.16364+00', NULL, NULL, '', NULL, '1'),
  ('2', 'first-version-S2', '港务公告', '', 'Harbour office', '', '', '', 'https://example.org/s2', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'public', '2026-11-27 05:21:37.16364+00', NULL, NULL, '', NULL, '1'),
  ('3', 'source-guhfcmmpt72z', 'Minutes “of the ferry”', '', 'Calm Press', '', '', '', 'https://example.org/minutes', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'public', '2026-11-27 05:21:37.264914+00', '3', NULL, '', NULL, '1'),
  ('4', 'source-bkw53u3f62mp', 'Inside note', '', 'Calm Press', '', '', '', 'https://example.org/inside', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'internal', '2026-11-27 05:21:37.282473+00', '3', NULL, '', NULL, '1'),
  ('5', 'source-x4zyrktf3ypf', 'Their note', '', 'Calm Press', '', '', '', 'https://example.org/theirs', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'released:NORTHSHORE', '2026-11-27 05:21:37.297506+00', '4', NULL, '', NULL, '1'),
  ('6', 'source-j2bc3f879hay', 'Draft minutes', '', 'Calm Press', '', '', '', 'https://example.org/draft', '', NULL, NULL, '', 'press', 'F', '6', 'false', 'participants', '2026-11-27 05:21:37.30929+00', '3', NULL, '', NULL, '1');

INSERT INTO measures_ground ("id", "citation_id", "entry_id", "view_id") VALUES
  ('1', NULL, '1', '1'),
  ('2', '3', NULL, '1'),
  ('3', '4', NULL, '2'),
  ('4', NULL, '10', '5'),
  ('5', '8', NULL, '5');

INSERT INTO measures_measure ("id", "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans", "key", "code", "position", "kind", "title", "title_zh_hans", "description", "description_zh_hans", "explicit", "classification_basis", "classification_why", "classification_why_zh_hans", "due_on", "review_every_days", "marking", "version", "extra", "added_at", "due_on_set_by_id", "parent_id", "report_id", "from_library", "withdrawn_at") VALUES
  ('1', '', '', NULL, '', '', 'first-version-J1', 'J1', '6', 'joint', 'Publish ferry timetables', '公布渡轮时刻表', '', '', 'true', '', '', '', NULL, '180', 'public', '1', '{}', '2026-11-27 05:21:37.075375+00', NULL, NULL, '1', 'false', NULL),
  ('2', '', '', NULL, '', '', 'first-version-N1', 'N1', '7', 'unilateral', 'Share lamp charts', '', '', '', 'true', '', '', '', NULL, '180', 'public', '1', '{}', '2026-11-27 05:21:37.12935+00', NULL, NULL, '1', 'false', NULL);

INSERT INTO measures_measure_parties ("id", "measure_id", "party_id") VALUES
  ('1', '1', 'NORTHSHORE'),
  ('2', '1', 'SOUTHSHORE'),
  ('3', '2', 'NORTHSHORE');

INSERT INTO measures_milestone ("id", "key", "position", "doers", "type", "title", "title_zh_hans", "beyond_report", "measure_id", "party_id", "version") VALUES
  ('1', 'first-version-J1-m8', '8', 'each', 'dialogue', 'Milestone 8', '', 'false', '1', NULL, '1');

INSERT INTO measures_milestonemark ("id", "state", "entry_id", "milestone_id", "party_id") VALUES
  ('1', 'met', '3', '1', 'NORTHSHORE');

INSERT INTO measures_notice ("id", "kind", "by_name", "made_at", "told_at", "entry_id", "measure_id", "review_id", "user_id") VALUES
  ('1', 'source_reviewed', 'Wei 伟', '2026-11-27 05:21:37.32174+00', NULL, NULL, NULL, '3', '3'),
  ('2', 'source_reviewed', 'Wei 伟', '2026-11-27 05:21:37.375762+00', NULL, NULL, NULL, '6', '3'),
  ('3', 'source_reviewed', 'Ida', '2026-11-27 05:21:37.397156+00', NULL, NULL, NULL, '7', '3'),
  ('4', 'source_reviewed', 'Wei 伟', '2026-11-27 05:21:37.940616+00', NULL, NULL, NULL, '8', '3');

INSERT INTO measures_party ("code", "kind", "name", "name_zh_hans") VALUES
  ('NORTHSHORE', 'state', 'Northshore', '北岸'),
  ('SOUTHSHORE', 'state', 'Southshore', '南岸');

INSERT INTO measures_redaction ("id", "by_name", "reason", "redacted_at", "by_id", "entry_id") VALUES
  ('1', 'Ida', 'A private name stood in it.', '2026-11-27 05:21:37.876191+00', '2', '10');

INSERT INTO measures_report ("id", "slug", "title", "title_zh_hans", "author", "author_zh_hans", "publisher", "publisher_zh_hans", "published", "url", "note", "note_zh_hans", "disclaimer", "disclaimer_zh_hans", "is_fictional", "levels", "library_version", "record_as_of", "record_note", "record_note_zh_hans", "added_at") VALUES
  ('1', 'first-version', 'The first version', '第一版', '', '', '', '', NULL, '', '', '', 'Fictional: no real party, place, person or event is meant.', '', 'false', '{"0": {"en": "Level 0"}, "1": {"en": "Level 1"}, "2": {"en": "Level 2"}, "3": {"en": "Level 3"}}', '', NULL, '', '', '2026-11-27 05:21:37.057192+00');

INSERT INTO measures_review ("id", "state", "reviewer_name", "is_self_review", "note", "recorded_at", "evidence_id", "reviewer_id") VALUES
  ('1', 'accepted', 'first-version 2026-11-01', 'false', '', '2026-11-27 05:21:37.165657+00', '1', NULL),
  ('2', 'accepted', 'first-version 2026-11-01', 'false', '', '2026-11-27 05:21:37.165657+00', '2', NULL),
  ('3', 'accepted', 'Wei 伟', 'false', 'Read twice.', '2026-11-27 05:21:37.32174+00', '3', '1'),
  ('4', 'accepted', 'Olu', 'true', '', '2026-11-27 05:21:37.342777+00', '4', '3'),
  ('5', 'accepted', 'Nora', 'true', '我们的。', '2026-11-27 05:21:37.35853+00', '5', '4'),
  ('6', 'disputed', 'Wei 伟', 'false', 'Another day is named.', '2026-11-27 05:21:37.375762+00', '6', '1'),
  ('7', 'retracted', 'Ida', 'false', 'The press took it back.', '2026-11-27 05:21:37.397156+00', '3', '2'),
  ('8', 'accepted', 'Wei 伟', 'false', 'The day was mended.', '2026-11-27 05:21:37.940616+00', '6', '1');

INSERT INTO measures_rowchange ("id", "at", "table", "row", "measures", "before", "after", "request_id", "command", "database_role", "by_id") VALUES
  ('1', '2026-11-27 05:21:37.06225+00', 'measures_user', '1', '{}', NULL, '{"name": "Wei 伟", "role": "editor", "email": "wei@example.org", "is_active": true, "speaks_for_id": null}', '', '', 'cbm_app', NULL),
  ('10', '2026-11-27 05:21:37.719207+00', 'measures_evidence', '6', '{}', '{"marking": "public"}', '{"marking": "participants"}', '', '', 'cbm_app', NULL),
  ('11', '2026-11-27 05:21:37.723829+00', 'measures_entry', '9', '{}', '{"marking": "public"}', '{"marking": "participants"}', '', '', 'cbm_app', NULL),
  ('12', '2026-11-27 05:21:37.75572+00', 'measures_entry', '9', '{}', '{"marking": "participants"}', '{"marking": "internal"}', '', '', 'cbm_app', NULL),
  ('2', '2026-11-27 05:21:37.064433+00', 'measures_user', '2', '{}', NULL, '{"name": "Ida", "role": "administrator", "email": "ida@example.org", "is_active": true, "speaks_for_id": null}', '', '', 'cbm_app', NULL),
  ('3', '2026-11-27 05:21:37.065539+00', 'measures_user', '3', '{}', NULL, '{"name": "Olu", "role": "contributor", "email": "olu@example.org", "is_active": true, "speaks_for_id": null}', '', '', 'cbm_app', NULL),
  ('4', '2026-11-27 05:21:37.068043+00', 'measures_user', '4', '{}', NULL, '{"name": "Nora", "role": "reader", "email": "nora@example.org", "is_active": true, "speaks_for_id": "NORTHSHORE"}', '', '', 'cbm_app', NULL),
  ('5', '2026-11-27 05:21:37.088535+00', 'measures_measure_parties', '1', '{1}', NULL, '{"party_id": "NORTHSHORE", "measure_id": 1}', '', '', 'cbm_app', NULL),
  ('6', '2026-11-27 05:21:37.08866+00', 'measures_measure_parties', '2', '{1}', NULL, '{"party_id": "SOUTHSHORE", "measure_id": 1}', '', '', 'cbm_app', NULL),
  ('7', '2026-11-27 05:21:37.093052+00', 'measures_addressing', '1', '{1}', NULL, '{"why": "", "basis": "report", "strength": "primary", "measure_id": 1, "why_zh_hans": "", "ambiguity_id": 1}', '', '', 'cbm_app', NULL),
  ('8', '2026-11-27 05:21:37.134314+00', 'measures_measure_parties', '3', '{2}', NULL, '{"party_id": "NORTHSHORE", "measure_id": 2}', '', '', 'cbm_app', NULL),
  ('9', '2026-11-27 05:21:37.160632+00', 'measures_milestone', '1', '{1}', NULL, '{"key": "first-version-J1-m8", "type": "dialogue", "doers": "each", "title": "Milestone 8", "party_id": null, "position": 8, "measure_id": 1, "beyond_report": false, "title_zh_hans": ""}', '', '', 'cbm_app', NULL);

INSERT INTO measures_standing ("id", "audience", "status", "status_since", "latest_direction", "latest_on", "last_checked", "sources_toward", "sources_away", "sources_either", "milestones_met", "milestones", "is_unsupported", "is_contested", "level", "views", "levels_held", "measure_id", "views_state", "is_moving_away", "moved_by") VALUES
  ('1', 'public', 'suspended', '2024-04-23', 'either', '2024-05-31', '2026-11-27', '2', '0', '0', '0', '1', 'false', 'false', NULL, '[{"text": "", "about": "NORTHSHORE", "entry": "entry-ptxjrhhr5gv3", "level": 1, "whose": "NORTHSHORE", "office": "Harbour office", "nothing": "", "speaker": "A speaker", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "official_statement", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}, {"text": "One-off.", "about": "both", "entry": "first-version-E2", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2023", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "一次性。", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{NORTHSHORE:NORTHSHORE:1,independent:both:1}', '1', 'one_view', 'false', '{}'),
  ('2', 'participants', 'suspended', '2024-04-23', 'either', '2024-05-31', '2026-11-27', '2', '0', '0', '0', '1', 'false', 'false', NULL, '[{"text": "", "about": "NORTHSHORE", "entry": "entry-ptxjrhhr5gv3", "level": 1, "whose": "NORTHSHORE", "office": "Harbour office", "nothing": "", "speaker": "A speaker", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "official_statement", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}, {"text": "One-off.", "about": "both", "entry": "first-version-E2", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2023", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "一次性。", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{NORTHSHORE:NORTHSHORE:1,independent:both:1}', '1', 'one_view', 'false', '{}'),
  ('3', 'team', 'suspended', '2024-04-23', 'either', '2024-05-31', '2026-11-27', '3', '0', '0', '0', '1', 'false', 'false', NULL, '[{"text": "", "about": "NORTHSHORE", "entry": "entry-ptxjrhhr5gv3", "level": 1, "whose": "NORTHSHORE", "office": "Harbour office", "nothing": "", "speaker": "A speaker", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "official_statement", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}, {"text": "One-off.", "about": "both", "entry": "first-version-E2", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2023", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "一次性。", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{NORTHSHORE:NORTHSHORE:1,independent:both:1}', '1', 'one_view', 'false', '{}'),
  ('31', 'party:NORTHSHORE', 'suspended', '2024-04-23', 'either', '2024-05-31', '2026-11-27', '2', '0', '0', '0', '1', 'false', 'false', NULL, '[{"text": "说法", "about": "NORTHSHORE", "entry": "entry-sghs6t37d7hh", "level": 2, "whose": "NORTHSHORE", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "representative", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": true, "administration_zh_hans": ""}, {"text": "", "about": "NORTHSHORE", "entry": "entry-ptxjrhhr5gv3", "level": 1, "whose": "NORTHSHORE", "office": "Harbour office", "nothing": "", "speaker": "A speaker", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "official_statement", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}, {"text": "One-off.", "about": "both", "entry": "first-version-E2", "level": 1, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2023", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "一次性。", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{NORTHSHORE:NORTHSHORE:1,NORTHSHORE:NORTHSHORE:2,independent:both:1}', '1', 'one_view', 'false', '{}'),
  ('4', 'public', '', NULL, 'toward', '2024-04-23', '2026-11-27', '0', '0', '0', '0', '0', 'true', 'false', '2', '[{"text": "", "about": "NORTHSHORE", "entry": "entry-73k3e3s9zcss", "level": 2, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:NORTHSHORE:2}', '2', 'no_view', 'false', '{NORTHSHORE}'),
  ('5', 'participants', '', NULL, 'toward', '2024-04-23', '2026-11-27', '0', '0', '0', '0', '0', 'true', 'false', '2', '[{"text": "", "about": "NORTHSHORE", "entry": "entry-73k3e3s9zcss", "level": 2, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:NORTHSHORE:2}', '2', 'no_view', 'false', '{NORTHSHORE}'),
  ('6', 'team', '', NULL, 'toward', '2024-04-23', '2026-11-27', '1', '0', '0', '0', '0', 'false', 'false', '2', '[{"text": "", "about": "NORTHSHORE", "entry": "entry-73k3e3s9zcss", "level": 2, "whose": "independent", "office": "", "nothing": "", "speaker": "", "language": "en", "occurred": "2024-04-23", "direction": "", "confidence": "moderate", "provenance": "our_reading", "text_zh_hans": "", "administration": "", "office_zh_hans": "", "speaker_zh_hans": "", "by_representative": false, "administration_zh_hans": ""}]', '{independent:NORTHSHORE:2}', '2', 'no_view', 'false', '{NORTHSHORE}');

INSERT INTO measures_user ("id", "password", "last_login", "email", "name", "role", "language", "time_zone", "is_active", "joined_at", "speaks_for_id", "version") VALUES
  ('1', '!hTFycgwDcvBbnwHoFk9MbfY98aUW6gT82xPdaPNZ', NULL, 'wei@example.org', 'Wei 伟', 'editor', 'en', 'UTC', 'true', '2026-11-27 05:21:37.059072+00', NULL, '1'),
  ('2', '!QA8A6O1QSHJ2nVnS8YaHmZyeUCwPblT8KLNn78Pl', NULL, 'ida@example.org', 'Ida', 'administrator', 'en', 'UTC', 'true', '2026-11-27 05:21:37.064069+00', NULL, '1'),
  ('3', '!bKyfBKHCzmdpeWcZc4bCVXoKrqUiBNjIvKMMyIp2', NULL, 'olu@example.org', 'Olu', 'contributor', 'en', 'UTC', 'true', '2026-11-27 05:21:37.0652+00', NULL, '1'),
  ('4', '!ClPVjEpwABwCDKtpxuxvvr1Tk2CF6P79MA8vbSeI', NULL, 'nora@example.org', 'Nora', 'reader', 'en', 'UTC', 'true', '2026-11-27 05:21:37.067559+00', 'NORTHSHORE', '1');

INSERT INTO measures_view ("id", "about_both", "level", "nothing", "direction", "confidence", "provenance", "text", "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans", "administration", "administration_zh_hans", "quotation", "quotation_language", "about_id", "ambiguity_id", "entry_id", "measure_id", "whose_id") VALUES
  ('1', 'true', '1', '', '', 'moderate', 'our_reading', 'One-off.', '一次性。', '', '', '', '', '', '', '', '', NULL, NULL, '2', '1', NULL),
  ('2', 'false', '1', '', '', 'moderate', 'official_statement', '', '', 'A speaker', '', 'Harbour office', '', '', '', '晚点', 'zh-hans', 'NORTHSHORE', NULL, '3', '1', 'NORTHSHORE'),
  ('3', 'false', '2', '', '', 'moderate', 'representative', '说法', '', '', '', '', '', '', '', '', '', 'NORTHSHORE', NULL, '8', '1', 'NORTHSHORE'),
  ('5', 'false', '2', '', '', 'moderate', 'our_reading', '', '', '', '', '', '', '', '', '', '', 'NORTHSHORE', NULL, '11', '2', NULL);

SELECT setval('measures_addressing_id_seq', 1);
SELECT setval('measures_ambiguity_id_seq', 1);
SELECT setval('measures_bearing_id_seq', 12);
SELECT setval('measures_chain_id_seq', 3);
SELECT setval('measures_citation_id_seq', 8);
SELECT setval('measures_entry_id_seq', 12);
SELECT setval('measures_evidence_id_seq', 6);
SELECT setval('measures_ground_id_seq', 5);
SELECT setval('measures_measure_id_seq', 2);
SELECT setval('measures_measure_parties_id_seq', 3);
SELECT setval('measures_milestone_id_seq', 1);
SELECT setval('measures_milestonemark_id_seq', 1);
SELECT setval('measures_notice_id_seq', 4);
SELECT setval('measures_redaction_id_seq', 1);
SELECT setval('measures_report_id_seq', 1);
SELECT setval('measures_review_id_seq', 8);
SELECT setval('measures_rowchange_id_seq', 12);
SELECT setval('measures_standing_id_seq', 55);
SELECT setval('measures_user_id_seq', 4);
SELECT setval('measures_verification_id_seq', 1);
SELECT setval('measures_view_id_seq', 5);
