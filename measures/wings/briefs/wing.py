"""What this wing tells the rest of the tracker."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from measures.wing import MenuEntry, Wing
from measures.wings.briefs import urls
from measures.wings.briefs.mails import compose_briefs
from measures.wings.digests.messages import ComposedMail
from measures.wings.digests.recipients import Recipient


class Briefs(Wing):
    """The brief of a report, as a page, as a file and by mail; citations of rows."""

    pages = urls.pages
    endpoints = urls.endpoints
    tags = {"brief": "A report on one page, as HTML, DOCX or PDF."}
    further_pages = (MenuEntry("brief", _("Brief"), place=10, words=_("PDF, Word, DOCX, print, one page")),)

    def compose_briefs(self, recipients: Sequence[Recipient]) -> Sequence[ComposedMail]:
        return compose_briefs(recipients)


WING = Briefs()
