"""The results of checking the addresses of sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence
from measures.models.records import RecordManager


class LinkState(models.TextChoices):
    ANSWERS = "answers", _("Answers")
    GONE = "gone", _("Responds that nothing is there")
    FAILS = "fails", _("Does not respond as it should")
    NOT_ASKED = "not_asked", _("Not asked: not a public address")


class LinkCheck(models.Model):
    """The last result for a source's address, and when it is checked again."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, primary_key=True, related_name="link_check")
    url = models.URLField(max_length=1000)
    state = models.CharField(_("state"), max_length=20, choices=LinkState)
    answer = models.CharField(_("answer"), max_length=200)
    failures = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    objects = RecordManager()

    class Meta:
        ordering = ["evidence"]

    def __str__(self) -> str:
        return f"{self.url} {self.state}"
