"""The application: the record, its readings and the surfaces that show it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """Recommended measures, and whether they are carried out."""

    name = "measures"
    verbose_name = _("Measures")
    default_auto_field = "django.db.models.BigAutoField"
