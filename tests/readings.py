"""Answers as bytes that can be compared: what differs from one request to the next is taken out."""

import re
from dataclasses import dataclass

from django.test import Client

from measures.models import Audience, Measure, Report, User

# A fresh token of Django's against forged requests stands in every form.
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
# A form has a fresh key by which a second click is known.
FORM_KEY = re.compile(rb'name="form_key" value="[^"]*"')


def comparable(content: bytes) -> bytes:
    for changing in (CSRF, FORM_KEY):
        content = changing.sub(b"", content)
    return content


LISTS = ("measures/?report={report}&parts=true&count=true", "entries/?count=true", "evidence/?count=true",
         "milestones/?count=true", "heads/", "chains/?count=true", "ambiguities/?report={report}")  # fmt: skip
OF_REPORT = ("dashboard", "differences", "coverage", "reciprocity")
CHANGES = ("since=2020-01-01", "since=2020-01-01&by=recording", "since=2024-01-01&until=2025-06-01")
PAGES = ("/?report={report}", "/measures/?report={report}", "/ambiguities/?report={report}",
         "/journal/?report={report}",
         "/sources/?report={report}", "/?report={report}&as_of=2025", "/journal/?report={report}&as_of=2025",
         "/changes/?report={report}&since=2024-01-01")  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, signed in if there is an account."""

    audience: Audience
    user: User | None

    def answers(self, report: Report) -> dict[str, bytes]:
        """What every reading of a report answers, by address."""
        client = Client()
        if self.user is not None:
            client.force_login(self.user)
        found = {}
        for address in addresses(report):
            answer = client.get(address)
            assert answer.status_code in (200, 404), (address, answer.content)
            found[address] = comparable(answer.content)
        return found


def addresses(report: Report) -> list[str]:
    slug = report.slug
    api = [each.format(report=slug) for each in LISTS]
    api += [f"{each}/?report={slug}{day}" for each in OF_REPORT for day in ("", "&as_of=2025-06-01")]
    api += [f"changes/?report={slug}&{each}" for each in CHANGES]
    pages = [each.format(report=slug) for each in PAGES]
    for measure in Measure.objects.filter(report=report):
        own = f"measures/{measure.key}/"
        api += [own, f"{own}standing/", f"{own}standing/?as_of=2025-06-01", f"{own}entries/", f"{own}evidence/"]
        pages.append(f"/{own}")
    for ambiguity in report.ambiguities.all():
        api.append(f"ambiguities/{ambiguity.key}/perception/")
        pages.append(f"/ambiguities/{ambiguity.key}/")
    return [*(f"/api/v1/{each}" for each in api), *pages]
