"""What a brief can be asked for: of which days, in which languages, with which annexes, for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.analysis.periods import LATELY, require_order
from measures.analysis.statements import subjects_with_targets
from measures.models import Audience, Report
from measures.models.partial_dates import moment_in_address
from measures.models.texts import CHINESE, ENGLISH
from measures.wings.briefs.choice import BriefChoice


class BriefLanguage(TextChoices):
    """In which language a brief is written; in both, English comes first."""

    ENGLISH = ENGLISH, _("English")
    CHINESE = CHINESE, _("Chinese")
    BOTH = "both", _("Both languages")

    @property
    def languages(self) -> tuple[str, ...]:
        return (ENGLISH, CHINESE) if self == BriefLanguage.BOTH else (self.value,)


class Annex(TextChoices):
    """What may follow the page of a brief."""

    TEXTS = "texts", _("Texts side by side")
    MEASURES = "measures", _("Measures")
    AMBIGUITIES = "ambiguities", _("Ambiguities")


class BriefFormat(StrEnum):
    """As which kind of file a brief is had."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class BriefOptions:
    """One brief, down to its bytes: the same options give the same file, as long as the catalogue is the same."""

    report: Report
    audience: Audience
    choice: BriefChoice
    language: BriefLanguage = BriefLanguage.ENGLISH
    annexes: Sequence[Annex] = ()
    # What the office adds: it is in the file, and nowhere else.
    cover: str = ""
    note: str = ""

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters that ask for this brief, but for what the office adds."""
        choice = self.choice
        found: dict[str, object] = {
            "report": self.report.slug,
            "from": choice.first,
            "to": choice.last,
            "known_at": moment_in_address(choice.known_at),
            "language": self.language.value,
            "audience": self.audience.within(self.report.pk).name,
            "measures": [each.key for each in choice.measures],
            "ambiguities": [each.key for each in choice.ambiguities],
            "subjects": [each.key for each in choice.subjects],
            "annexes": [each.value for each in self.annexes],
        }
        return {name: value for name, value in found.items() if value}

    @property
    def address(self) -> str:
        """Where the same brief is had again."""
        return f"{settings.CBM_SITE_URL}{reverse('brief')}?{urlencode(self.parameters, doseq=True)}"

    def file_name(self, form: str) -> str:
        return f"cbm-brief-{self.report.slug}-{self.choice.last}-{self.language}.{form}"


def brief_choice(
    report: Report,
    audience: Audience,
    *,
    today: date,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    known_at: datetime | None = None,
    measures: Sequence[str] = (),
    ambiguities: Sequence[str] = (),
    subjects: Sequence[str] = (),
) -> BriefChoice:
    """The days and what is chosen by its keys, of what the audience may read; a ValidationError by field.

    A brief holds still: what is recorded later does not enter it, so no moment is later than now.
    """
    last = min(last or today, today)
    first = first or last - LATELY
    require_order(first, last, field="from")
    rows = {
        "measures": (report.measures.whole().visible_to(audience).with_party_codes(), measures),
        "ambiguities": (report.ambiguities.all(), ambiguities),
        "subjects": (subjects_with_targets(report), subjects),
    }
    chosen = {name: rows_with_keys(found, keys, name) for name, (found, keys) in rows.items()}
    return BriefChoice(first, last, min(known_at or now, now), **chosen)


def rows_with_keys(rows: QuerySet[Any], keys: Sequence[str], name: str) -> list[Any]:
    """The rows with these keys, in the order of the report."""
    found = list(rows.filter(key__in=keys)) if keys else []
    missing = sorted(set(keys) - {row.key for row in found})
    if missing:
        raise ValidationError({name: gettext("There is nothing with the key “%(key)s” here.") % {"key": missing[0]}})
    return found
