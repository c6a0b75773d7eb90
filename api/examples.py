"""Example bodies about the fictional report: one for each operation that its fields alone do not explain."""

MEASURE = "two-shores-NORTH-1"
DEVELOPMENT: dict[str, object] = {
    "report": "two-shores",
    "occurred": "2025-04",
    "title": "The summer timetable came out early",
    "narrative": "The harbour office published it. Nobody says yet whether the next one will be as early.",
    "track": "official",
    "claim": "one_side",
    "sources": [
        "two-shores-SRC-01",
        {
            "title": "Summer timetable",
            "publisher": "Harbour office of the North Shore",
            "url": "https://example.org/summer-timetable",
            "grade": "B",
            "credibility": 2,
        },
    ],
    "bears_on": [
        {"on": MEASURE, "direction": "toward", "about": "NORTHSHORE"},
        {"on": "two-shores-N1", "direction": "background"},
    ],
    "assessments": [
        {
            "on": MEASURE,
            "about": "NORTHSHORE",
            "level": 1,
            "direction": "toward",
            "confidence": "low",
            "text": "One timetable is no habit yet.",
        }
    ],
}
SOURCE = {
    "title": "Summer timetable",
    "publisher": "Harbour office of the North Shore",
    "url": "https://example.org/summer-timetable",
    "published": "2025-04",
    "kind": "official_text",
    "grade": "B",
    "credibility": 2,
}
MARK = {
    "state": "met",
    "party": "NORTHSHORE",
    "occurred": "2025-04-01",
    "title": "The timetable was published thirty days ahead",
    "narrative": "The harbour office published it.",
    "track": "official",
    "claim": "reported",
    "sources": ["two-shores-SRC-01"],
}

# By the operation's id: the name of the example, and its body; for a list of rows, one of them.
EXAMPLES: dict[str, tuple[str, object]] = {
    "checks_create": ("Two measures", {"measures": ["two-shores-SOUTH-1", "two-shores-COOP-1"]}),
    "entries_create": ("A development", DEVELOPMENT),
    "entries_correction_create": (
        "A correction",
        {name: value for name, value in DEVELOPMENT.items() if name != "report"}
        | {"reason": "It came out in April, not in May."},
    ),
    "evidence_create": ("A source", SOURCE),
    "evidence_reviews_create": ("Accepted", {"state": "accepted", "note": "Read in full; the dates agree."}),
    "measures_owners_create": ("A coordinator", {"user": "lin@example.org", "role": "coordinator"}),
    "milestones_marks_create": ("Met", MARK),
    "owners_bulk_create": ("A coordinator", {"measure": MEASURE, "user": "lin@example.org", "role": "coordinator"}),
    "secret_urls_create": (
        "A calendar of what you watch",
        {"name": "What I follow", "kind": "calendar", "filters": "report=two-shores&followed=true"},
    ),
    "tokens_create": (
        "For reading",
        {"name": "desk", "scope": "read", "password": "your own password"},
    ),
}
