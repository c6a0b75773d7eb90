"""When the journal was verified, and with what result: for monitoring."""

from django.db import models

from measures.models.records import RecordManager


class Verification(models.Model):
    """One walk of the whole journal and of all files."""

    verified_at = models.DateTimeField(db_index=True)
    entries = models.PositiveBigIntegerField()
    faults = models.PositiveBigIntegerField()

    objects = RecordManager()

    class Meta:
        ordering = ["verified_at", "pk"]

    def __str__(self) -> str:
        return f"{self.verified_at} {self.faults}"
