"""Renders a digest and a brief as mail programs do: light, dark, narrow, English and Chinese (`make mail-pictures`).

Composed of the fictional report, in a transaction that is undone.
"""

import os
import sys
import tempfile
from datetime import timedelta
from itertools import product
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from screenshots import SWITCHES  # noqa: E402

from cbm_tracker.embedded.services import services  # noqa: E402
from measures.models import Evidence, Measure, Owner, Report, User, Watch  # noqa: E402
from measures.operations.clock import clock  # noqa: E402
from measures.wings.digests.compose import compose  # noqa: E402
from measures.wings.digests.messages import ComposedMail  # noqa: E402
from measures.wings.digests.models import BriefSubscription, Digest  # noqa: E402
from tests.chromium import CHROMIUM  # noqa: E402

REPORT = "two-shores"
LANGUAGES = {"en": "", "zh-hans": "-zh"}
SCHEMES = {"light": "", "dark": "-dark"}
WIDTHS = {"wide": 900, "narrow": 375}
ROLLS = ("coordinator", "reviewer")


def mails() -> dict[str, ComposedMail]:
    """One digest in each language, with something in every section, and one brief, by the names of their pictures."""
    with transaction.atomic():
        at = clock()
        measures = list(Measure.objects.filter(report__slug=REPORT, parent=None).order_by("position"))
        for index, measure in enumerate(measures[:6]):
            day = at.date() + timedelta(days=(-200, -12, -1, 0, 3, 7)[index])
            Measure.objects.filter(pk=measure.pk).update(due_on=str(day))
        user = User.objects.create_user("wei@example.org", name="Wei", role="contributor")
        for index, measure in enumerate(measures):
            if index % 3 == 0:
                Owner.objects.create(measure=measure, user=user, named_by=user, role=ROLLS[index % 2])
            else:
                Watch.objects.create(measure=measure, user=user)
        Evidence.objects.create(key="to-review", title="A harbour almanac", publisher="Institute for Calm Waters")
        report = Report.objects.get(slug=REPORT)
        BriefSubscription.objects.create(user=user, report=report, cadence="weekly")
        row = {"recipient": user, "due_on": at.date(), "claimed_at": at, "covers_since": at - timedelta(days=4000)}
        late = Digest(caught_up_with=at.date() - timedelta(days=2), **row)
        found = {}
        for language, ending in LANGUAGES.items():
            user.language = language
            digest, brief = compose([late, Digest(brief_of=report, **row)])
            found |= {f"digest{ending}": digest, f"brief{ending}": brief}
        transaction.set_rollback(True)
    return found


def take(browser: Browser, source: Path, target: Path, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(source.as_uri())
    tab.screenshot(path=target, full_page=True)
    context.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with services(settings.CBM_VAR):
        call_command("prepare_demonstration", verbosity=0)
        composed = mails()
    for name, mail in composed.items():
        (folder / f"{name}.txt").write_text(str(mail.message.body) if mail.message else "")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as drafts:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for name, scheme, width in product(composed, SCHEMES, WIDTHS):
            source = Path(drafts) / f"{name}.html"
            source.write_text(composed[name].html)
            picture = f"{name}{SCHEMES[scheme]}{'-narrow' if width == 'narrow' else ''}.png"
            take(browser, source, folder / picture, scheme, WIDTHS[width])


if __name__ == "__main__":
    main()
