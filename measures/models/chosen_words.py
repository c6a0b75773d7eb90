"""Which statement an editor chose as answering an ambiguity."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.people import Party
from measures.models.records import OF_REPORT, RecordManager
from measures.models.reports import Ambiguity
from measures.models.texts import Bilingual


class CellRole(models.TextChoices):
    """Whose words on a point these are."""

    OWN = "own", _("What the side that it concerns says of its own aim")
    OTHER = "other", _("How the other side reads it")


class ChosenWords(Bilingual):
    """The statement that an editor chose for a cell of an ambiguity, and why; without one the latest stands there."""

    bounded_by: ClassVar = (f"ambiguity__{OF_REPORT}",)

    ambiguity = models.ForeignKey(Ambiguity, models.CASCADE, related_name="chosen_words", db_index=False)
    bearer = models.ForeignKey(Party, models.PROTECT, verbose_name=_("whose aim"), related_name="+", db_index=False)
    role = models.CharField(_("Whose words"), max_length=10, choices=CellRole)
    # By its key: so it goes with corrections of its entry, and names nothing once that is redacted.
    statement_key = models.CharField(_("statement"), max_length=100)
    why = models.TextField(_("Why"))
    why_zh_hans = models.TextField(blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("chosen words")
        verbose_name_plural = _("chosen words")
        ordering = ["ambiguity", "bearer", "role"]
        constraints = [
            models.UniqueConstraint(fields=["ambiguity", "bearer", "role"], name="chosen_words_once_per_cell"),
        ]

    def __str__(self) -> str:
        return self.statement_key

    @property
    def reason(self) -> dict[str, str]:
        return {"why": self.why, "why_zh_hans": self.why_zh_hans}
