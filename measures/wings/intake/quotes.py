"""What the feeds read of each side, in the words of an entry."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from measures.models import Language, Measure, Report
from measures.models.written_dates import written_date
from measures.wings.intake.readings import sides_read


def quote_of_feeds(report: Report, measures: Sequence[Measure], *, language: str) -> dict[str, str]:
    """The narrative of an entry, in its language and in Chinese; it names parties, and no feed or address."""
    words = {each.value: feeds_in_words(report, measures, each) for each in Language}
    chinese = words[Language.CHINESE] if language != Language.CHINESE else ""
    return {"narrative": words[language], "narrative_zh_hans": chinese}


def feeds_in_words(report: Report, measures: Sequence[Measure], language: str) -> str:
    with override(language):
        sides = _("; ").join(side_in_words(each) for each in sides_read(report, measures))
        return _("Official pages read by feeds: %(sides)s.") % {"sides": sides}


def side_in_words(side: Any) -> str:
    """How many feeds of a side are read, on which day last, and how many of them fail."""
    if not side.feeds:
        return _("%(party)s: none") % {"party": side}
    said = {"party": side, "count": side.feeds}
    if side.read_at is None:
        return _("%(party)s: %(count)d, not read yet") % said
    said["day"] = written_date(side.read_at.astimezone(UTC).date())
    words = _("%(party)s: %(count)d, last read on %(day)s") % said
    failing = ngettext("%(count)d of them fails", "%(count)d of them fail", side.failing) % {"count": side.failing}
    return words + _(", ") + failing if side.failing else words
