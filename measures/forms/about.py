"""Who runs this tracker, as its administrator writes it."""

from django.utils.translation import gettext_lazy as _

from measures.forms.fields import VersionedForm, long, short


class OperatorForm(VersionedForm):
    """What the page about this tracker says of who runs it, in both languages."""

    institution = short(
        label=_("Operator"), max_length=300, help_text=_("The institution or person who runs this tracker.")
    )
    institution_zh_hans = short(label=_("Operator, in Chinese"), max_length=300)
    country = short(label=_("Country of the server"), max_length=200)
    country_zh_hans = short(label=_("Country of the server, in Chinese"), max_length=200)
    administrators = long(
        rows=2, label=_("Who administers it"), help_text=_("Who can read everything on the server, and who can redact.")
    )
    administrators_zh_hans = long(rows=2, label=_("Who administers it, in Chinese"))
    funding = long(rows=2, label=_("Who pays for it"))
    funding_zh_hans = long(rows=2, label=_("Who pays for it, in Chinese"))
    objections = long(rows=3, label=_("How to object"), help_text=_("Whom to write to, and what happens then."))
    objections_zh_hans = long(rows=3, label=_("How to object, in Chinese"))
