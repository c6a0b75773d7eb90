"""Answers as bytes that can be compared: what differs from one request to the next is taken out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from zipfile import ZipFile

from django.db.models import Model
from django.test import Client

from measures.models import Audience, Entry, EntryKind, Evidence, Link, Milestone, Report, User
from tests.wings import samples

# A fresh token of Django's against forged requests stands in every form.
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
# A form has a fresh key by which a second click is known.
FORM_KEY = re.compile(rb'name="form_key" value="[^"]*"')
# The moment to ask from next is enciphered, each time otherwise.
MOMENT = re.compile(rb'"changed_since": "[^"]*"')
# A workbook says when it was made.
MADE = "docProps/core.xml"


def comparable(content: bytes) -> bytes:
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as book:
            return b"".join(book.read(name) for name in sorted(book.namelist()) if name != MADE)
    for changing in (CSRF, FORM_KEY, MOMENT):
        content = changing.sub(b"", content)
    return content


# A brief and a citation are as known at a moment, which is now where none is named.
AS_KNOWN = "known_at=2026-11-20T10:00:00Z"
CITED = f"cite/?{AS_KNOWN}"

API = (
    "", "reports/{report}/library/", "reports/{report}/datapackage/",
    "reports/", "reports/{report}/", "parties/", "ambiguities/?report={report}",
    "measures/?report={report}&parts=true&count=true", "measures/?q=ferry",
    "entries/?count=true", "entries/?q=ferry", "evidence/?count=true", "evidence/?q=notice",
    "entries/?report={report}&as_of=2025-06-01&count=true", "evidence/?report={report}&as_of=2025-06-01&count=true",
    "evidence/?to_review=true&count=true", "measures/?report={report}&as_of=2025-06-01&count=true",
    *(f"{each}/?changed_since=beginning" for each in ("measures", "entries", "evidence", "milestones", "ambiguities")),
    "milestones/?count=true", "heads/", "chains/?count=true", "chains/sources/?count=true",
    "dashboard/?report={report}", "dashboard/?report={report}&as_of=2025-06-01",
    "changes/?report={report}&from=2020-01-02", "changes/?report={report}&from=2020-01-02&by=recording",
    "changes/?report={report}&from=2024-01-02&to=2025-06-01",
    *(f"{each}/?format=csv" for each in ("measures", "entries", "evidence", "milestones", "ambiguities", "chains")),
    *(f"{each}/?format=xlsx" for each in ("measures", "entries", "evidence", "milestones", "chains")),
    "links/", "owners/", "terms/", "watches/",
    "corrections/?report={report}", "searches/?report={report}",
    "dates/?report={report}&count=true", "dates/?report={report}&as_of=2025-06-01", "dates/?format=csv",
    "measures/?format=jsonl",
    "codes/", "changes/?report={report}&from=2020-01-02&format=csv",
    "subjects/", "readouts/?count=true", "summaries/?count=true", "dissents/?count=true",
    "statements/?report={report}&count=true", "statements/?format=csv",
    "requests/?report={report}", "requests/?report={report}&as_of=2025-06-01", "requests/?report={report}&format=csv",
    "search/?q=ferry", "search/?q=notice&report={report}&as_of=2025-06-01",
    "journal.atom?language=zh-hans", "calendar.ics",
    "reminders/", "reminders/preview/", "reminders/log/", "reminders/snoozes/",
    *(f"brief/?report={{report}}&to=2026-11-01&{AS_KNOWN}&format={each}" for each in ("html", "docx")),
)  # fmt: skip
PAGES = (
    "/?report={report}", "/?report={report}&as_of=2025", "/reports/{report}/", "/glossary/", "/reviews/",
    "/workload/?report={report}",
    "/measures/?report={report}", "/measures/?report={report}&q=ferry", "/measures/?report={report}&format=csv",
    "/ambiguities/?report={report}", "/ambiguities/?report={report}&format=csv", "/statements/?report={report}",
    "/requests/?report={report}",
    "/journal/?report={report}", "/journal/?report={report}&as_of=2025",
    "/journal/?report={report}&format=csv", "/sources/?report={report}", "/changes/?report={report}&from=2024-01-02",
    "/log/?report={report}", "/log/sources/?find=notice", "/log/sources/?find=https://example.org/",
    "/log/targets/?report={report}&find=m", "/log/targets/?report={report}&find=m&of=milestones",
    "/log/targets/?report={report}&find=notice&of=sources",
    "/sources/new/", "/imports/", "/addresses/",
    "/dates/?report={report}", "/dates/?report={report}&as_of=2025", "/dates/?report={report}&format=csv",
    "/dates/new/?report={report}", "/reports/{report}/summary/",
    "/search/?q=ferry", "/search/?q=notice&report={report}", "/then-and-now/?report={report}&from=2024-01-01",
    "/follow/?report={report}", "/follow/?report={report}&what=calendar",
    "/brief/?report={report}&to=2026-11-01&" + AS_KNOWN,
    "/redactions/?report={report}",
    "/corrections/?report={report}", "/corrections.atom?report={report}", "/readouts/?report={report}",
    "/reports/{report}/codebook/", "/reports/{report}/objections/", "/reports/{report}/searched/",
    "/edit/reports/{report}/", "/edit/terms/?report={report}",
    "/reminders/", "/reminders/next/", "/reminders/next/mail/", "/reminders/sent/",
    *chain.from_iterable(each.readings for each in samples()),
)  # fmt: skip
IN_API = {
    "measures": ("", "standing/", "standing/?as_of=2025-06-01", "entries/", "evidence/", "history/", "owners/", CITED),
    "ambiguities": ("", "perception/", CITED),
    "links": ("",),
    "milestones": ("",),
    "subjects": ("",),
    "dates": ("", "findings/"),
    "entries": ("", "readouts/", "sealed/", CITED),
    "readouts": ("", CITED),
    "evidence": ("", "reviews/", "history/", "file/", CITED),
}
ON_PAGES = {
    "measures": (
        "/measures/{key}/",
        "/measures/{key}/timeline.svg",
        "/measures/{key}/changes/",
        "/edit/measures/{key}/",
        "/log/?measure={key}",
    ),
    "ambiguities": ("/ambiguities/{key}/",),
    "subjects": ("/subjects/{key}/",),
    "dates": ("/dates/{key}/", "/dates/{key}/edit/", "/dates/{key}/found/"),
    "entries": (
        "/journal/{key}/",
        "/journal/{key}/correct/",
        "/journal/{key}/marking/",
        "/journal/{key}/compare/",
        "/cite/entry/{key}/?" + AS_KNOWN,
    ),
    "evidence": ("/sources/{key}/", "/sources/{key}/changes/", "/sources/{key}/edit/", "/files/{key}/"),
}
# Of entries and sources, whose pages are many and alike.
LATEST = 3


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, signed in if there is an account, and the secret addresses of that account."""

    audience: Audience
    user: User | None
    secrets: tuple[str, ...] = ()

    def addresses(self, report: Report) -> list[str]:
        """Where there is something to read of a report: lists, readings, exports, pages and rows.

        Whatever is published in a new way gets its address here.
        """
        everywhere = [*(f"/api/v1/{address}" for address in API), *PAGES]
        found = [address.format(report=report.slug) for address in everywhere]
        for name, rows in self.rows(report).items():
            doors = [*(f"/api/v1/{name}/{{key}}/{rest}" for rest in IN_API[name]), *ON_PAGES.get(name, ())]
            found += [door.format(key=getattr(row, "key", row.pk)) for row in rows for door in doors]
        return [*found, *self.secrets]

    def rows(self, report: Report) -> dict[str, Iterable[Model]]:
        """All rows of the catalogue, and the latest entries and sources that this reader may read."""
        entries = Entry.objects.filter(report=report).visible_to(self.audience).order_by("-recorded_at", "key")
        sources = Evidence.objects.visible_to(self.audience).order_by("-recorded_at", "key")
        return {
            "measures": report.measures.all(),
            "ambiguities": report.ambiguities.all(),
            "links": Link.objects.filter(source__report=report),
            "milestones": Milestone.objects.filter(measure__report=report),
            "subjects": report.subjects.all(),
            "dates": report.dates.all(),
            "entries": entries[:LATEST],
            "readouts": entries.filter(kind=EntryKind.READOUTS)[:LATEST],
            "evidence": sources[:LATEST],
        }

    def answers(self, parameters: Iterable[str]) -> dict[str, bytes]:
        """What is answered at each address."""
        client = Client()
        if self.user is not None:
            client.force_login(self.user)
        # The page of one's secret addresses says when each was used last: today, whichever is asked for first.
        for address in self.secrets:
            client.get(address).getvalue()
        found = {}
        for address in parameters:
            answer = client.get(address)
            content = answer.getvalue()
            assert answer.status_code in (200, 302, 401, 403, 404), (address, content)
            etag = "" if MOMENT.search(content) else answer.headers.get("ETag", "")
            found[address] = b"%d %s %s" % (answer.status_code, etag.encode(), comparable(content))
        return found
