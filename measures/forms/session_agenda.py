"""The form for the agenda of a session: open questions to both sides, in their order."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import long
from measures.forms.with_rows import PairedForm, PairedRow
from measures.models import AgendaItem, Ambiguity, AttributionRule, DialogueSession, Party, Subject


class SessionAgendaForm(PairedForm):
    """Which version of the session is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AgendaItemForm(PairedRow):
    """A question of the agenda; one without words is cut."""

    deciding_fields = ("question", "question_zh_hans")
    row_title = _("Question %(number)s")
    invitation = _("Add a question")
    beside = (("place", "on", "asks_more_of", "rule"),)
    question = forms.CharField(
        label=_("Open question to both sides"), widget=forms.Textarea({"rows": 2}), max_length=1000
    )
    question_zh_hans = long(label=_("The question in Chinese"), max_length=1000)
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=999)
    on = forms.ChoiceField(label=_("About"), required=False)
    asks_more_of = forms.ChoiceField(label=_("What it asks"), required=False)
    rule = forms.ChoiceField(label=_("Rule of this question"), required=False)
    item = forms.IntegerField(widget=forms.HiddenInput, required=False)
    from_follow_up = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        session: DialogueSession,
        topics: Iterable[Ambiguity | Subject],
        sides: Iterable[Party],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["on"].choices = [("", "–"), *((each.key, str(each)) for each in topics)]
        more = [(side.code, _("more of %(party)s") % {"party": side}) for side in sides]
        fields["asks_more_of"].choices = [("", _("as much of each side")), *more]
        present = AttributionRule(session.rule)
        stricter = [(each.value, each.label) for each in AttributionRule if each.strictness > present.strictness]
        fields["rule"].choices = [("", present.label), *stricter]


def agenda_item_values(item: AgendaItem) -> dict[str, Any]:
    """What an item says, as the values of its row."""
    return {
        "item": item.pk,
        "place": item.position,
        "question": item.question,
        "question_zh_hans": item.question_zh_hans,
        "on": item.on.key if item.on else "",
        "asks_more_of": item.asks_more_of_id or "",
        "rule": item.rule,
        "from_follow_up": item.from_follow_up.key if item.from_follow_up else "",
    }
