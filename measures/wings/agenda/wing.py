"""What this wing tells the rest of the tracker."""

from django.utils.translation import gettext_lazy as _

from measures import access
from measures.wing import MenuEntry, Wing
from measures.wings.agenda import urls


class Agenda(Wing):
    """What a meeting could take up, as a document for its organiser."""

    pages = urls.pages
    menu = (MenuEntry("agenda", _("Agenda"), "read_agenda", place=60),)
    rules = {"read_agenda": access.is_contributor}


WING = Agenda()
