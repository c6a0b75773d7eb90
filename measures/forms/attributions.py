"""Forms whose texts are read for words that may tell who spoke; their writer changes these, or keeps them knowingly."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.forms.with_rows import PairedForm

# The words of a text that may tell who spoke.
type FindAttributions = Callable[[str], Sequence[str]]
KEEPS = "keeps_words"


class AttributedForm(PairedForm):
    """A form that shows at each of its texts the words that may tell who spoke."""

    is_warned = False

    def __init__(self, *args: Any, attributions: FindAttributions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attributions = attributions
        self.fields[KEEPS] = forms.BooleanField(label=_("Keep the words that are marked above"), required=False)

    def visible_fields(self) -> list[BoundField]:
        return [field for field in super().visible_fields() if self.is_warned or field.name != KEEPS]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.is_warned = values.pop(KEEPS, False)
        if not self.is_warned:
            for name, value in list(values.items()):
                if isinstance(value, str) and (found := self.attributions_in(name, value)):
                    self.warn(name, found)
        return values

    def attributions_in(self, name: str, text: str) -> Sequence[str]:
        """The words in the text of a field that may tell who spoke."""
        return self.attributions(text)

    def warn(self, name: str, found: Sequence[str]) -> None:
        self.is_warned = True
        quoted = gettext(", ").join(gettext("“%(words)s”") % {"words": words} for words in found)
        warning = gettext("%(quoted)s may tell who spoke. Write what was said without that, or keep it at the foot.")
        self.add_error(name, warning % {"quoted": quoted})
