"""What this wing tells the rest of the tracker."""

from django.utils.translation import gettext_lazy as _

from measures import access
from measures.wing import MenuEntry, Wing
from measures.wings.agenda import urls

SHOWS = _("what a meeting could take up, and why: for whoever prepares it")


class Agenda(Wing):
    """What a meeting could take up, as a document for its organiser."""

    pages = urls.pages
    menu = (MenuEntry("agenda", _("Agenda"), "read_agenda", place=50),)
    further_pages = (MenuEntry("agenda", _("Agenda"), "read_agenda", 40, SHOWS),)
    rules = {"read_agenda": access.is_contributor}


WING = Agenda()
