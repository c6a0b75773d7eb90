"""Lists as a reader filtered and sorted them, saved under names."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager


class SavedList(models.TextChoices):
    """The lists of which a view can be saved."""

    MEASURES = "measures", _("Measures")
    JOURNAL = "journal", _("Journal")
    SOURCES = "sources", _("Sources")


class SavedView(models.Model):
    """A list with its filters and its order, under a name; its user sees it, and the team if it is shared."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", db_index=False)
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    page = models.CharField(_("List"), max_length=20, choices=SavedList)
    filters = models.CharField(_("Filters"), max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    created_at = models.DateTimeField(_("saved"), db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("saved view")
        ordering = ["user", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_view_name_once_per_user",
                violation_error_message=_("You already have one with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
