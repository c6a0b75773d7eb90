"""What coders gave, as templates show it."""

from django.utils.translation import gettext as _

from measures.templatetags.record import register
from measures.wings.coding.models import VALUES, CodedVariable


@register.filter
def coded(value: str, variable: CodedVariable) -> str:
    """What a coder gave, or what is recorded, in words."""
    return str(VALUES[variable](value).label) if value else _("could not be coded")
