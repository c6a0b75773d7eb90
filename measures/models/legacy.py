"""What only old rows have: nobody writes it any more, but what was sealed holds it."""

from django.utils.translation import gettext_lazy as _

# Rows could be released to the representatives of one party; nobody reads those.
MARKING_PATTERN = r"^(public|participants|internal|released:[A-Z0-9-]{2,40})$"
# How a view is known that a representative of its party entered.
ENTERED_BY_PARTY = "representative"
OLD_PROVENANCE = {ENTERED_BY_PARTY: _("Entered by an authorised representative")}
# What happened to an account.
OLD_EVENTS = {"party_changed": _("Party they speak for changed")}
