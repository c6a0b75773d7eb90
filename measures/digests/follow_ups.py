"""How many follow-ups of dialogue sessions are due: a number for their organisers, of no session in particular."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import access
from measures.digests.mail_urls import page_url
from measures.digests.sections import DigestLine, Group, Item, Section
from measures.digests.shared import Recipient
from measures.models import Words

FOLLOW_UPS = "follow_ups"


def follow_ups_section(follower: Recipient) -> Section | None:
    """It rests like a line once it was shown, until the number is another."""
    if not access.allows_somewhere(follower.user, "make_circle"):
        return None
    number = follower.follow_ups_due
    if not number:
        return None
    url, fact = page_url("follow_ups"), str(number)
    words = ngettext("%(count)d follow-up is due", "%(count)d follow-ups are due", number) % {"count": number}
    rests = follower.rests(FOLLOW_UPS, FOLLOW_UPS, fact)
    line = DigestLine(url, "", Words(words, follower.user.language))
    group = Group(None, number, [] if rests else [line], url)
    remembered = [] if rests else [Item(None, line, FOLLOW_UPS, fact)]
    meaning = _("Due by now, from sessions that you organise. This mail says nothing more of them.")
    return Section(FOLLOW_UPS, _("Follow-ups"), meaning, [group], remembered)
