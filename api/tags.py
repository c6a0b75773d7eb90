"""What the parts of the API are for, by their tags, in the order in which the description shows them."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

from measures.wing import wings

# Of the core: what is read and written most comes first.
TAGS = {
    "reports": "Reports, their codebooks and glossaries, and each as a library.",
    "measures": "What a report recommends, with where it stands, its owners, journal and sources.",
    "entries": "The journal: what happened, and corrections.",
    "checks": "Checks that found nothing new.",
    "statements": "What the parties said in their own words.",
    "requests": "What was asked of a party by name, and what answered it.",
    "evidence": "Sources, their files, copies and reviews.",
    "ambiguities": "What a report finds ambiguous, and how each side reads it.",
    "subjects": "Subjects that the texts of the parties are read for.",
    "readouts": "The texts of one meeting beside each other.",
    "milestones": "Milestones of measures, and by whom they were met.",
    "links": "How measures relate to each other.",
    "dates": "Dates ahead, and what was found of them.",
    "searches": "Which texts were searched, by whom and up to when.",
    "summaries": "Summaries of a report, written by people.",
    "changes": "What changed between two days.",
    "dashboard": "The overview of a report, with every number of the dashboard.",
    "search": "Words in the whole record.",
    "owners": "Who owns which measure.",
    "watches": "Which measures you watch.",
    "corrections": "What was corrected, and why.",
    "dissents": "Dissents of members of the team from our assessments.",
    "proposals": "What waits until a second member of the team agrees.",
    "tokens": "Your tokens for this API.",
    "secret-urls": "Secret addresses of calendars, feeds and tables.",
    "calendars": "A calendar at its secret address.",
    "feeds": "The journal as a feed, at its secret address.",
    "tables": "A list as a table, at its secret address.",
    "calendar.ics": "Public dates as a calendar.",
    "journal.atom": "The public journal as a feed.",
    "chains": "The seals of the journal and of reviews.",
    "heads": "The latest seal of each chain.",
    "parties": "Parties that reports and entries name.",
    "terms": "Glossaries of reports.",
    "codes": "What the codes of closed lists are called.",
    "users": "Your account.",
    "api": "Where to begin.",
}


def all_tags() -> Mapping[str, str]:
    """The tags of the core, then those of the wings."""
    return reduce(or_, (dict(wing.tags) for wing in wings()), TAGS)
