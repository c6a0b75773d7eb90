"""What an entry needs besides being read: fewer readers, or, where it must be, its content taken away."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import access
from measures.errors import RuleError
from measures.forms.fields import RecordForm
from measures.forms.keeping import RedactForm, TightenForm
from measures.models import Entry
from measures.operations.markings import reach_of, tighten_marking
from measures.operations.redactions import redact_entry
from measures.views.acts import writer_of, writers_only
from measures.views.reading import ReadingRequest


@dataclass(frozen=True, slots=True)
class Act:
    """One such act: what stands over its page, what it warns of, what its button says."""

    heading: str
    warning: str
    button: str


def entry_for(request: ReadingRequest, key: str, act: str) -> Entry:
    """The entry with this key, if the reader may see it and do this to it."""
    entry: Entry = get_object_or_404(Entry.objects.visible_to(request.reading.audience).for_reading(), key=key)
    if not access.allows(request.user, act, entry):
        raise PermissionDenied
    request.reading = request.reading.of(entry.report)
    return entry


@writers_only("")
def tighten(request: ReadingRequest, key: str) -> HttpResponse:
    """Let fewer people read an entry, with those that name it."""
    entry = entry_for(request, key, "tighten_marking")
    form = TightenForm(request.POST or None, present=entry.marking)
    warning = _("It cannot be undone. What corrects it, answers it or rests on it becomes as narrow as it is.")
    act = Act(_("Let fewer people read it"), warning, _("Tighten"))

    def done() -> str:
        marking = form.cleaned_data["marking"]
        others = len(reach_of(entry, marking).entries) - 1
        tighten_marking(entry, marking=marking, by=writer_of(request))
        also = ngettext("%(count)d other entry with it.", "%(count)d other entries with it.", others)
        return _("Fewer people may read it now.") + (" " + also % {"count": others} if others else "")

    return answer(request, entry, form, act, done)


@writers_only("redact_entry")
def redact(request: ReadingRequest, key: str) -> HttpResponse:
    """Take the content of an entry away for good."""
    entry = entry_for(request, key, "redact_entry")
    form = RedactForm(request.POST or None)
    warning = _("It cannot be undone. Its texts, bearings, views and citations are deleted; its place and seal stay.")
    act = Act(_("Redact it"), warning, _("Take its content away"))

    def done() -> str:
        redact_entry(entry, by=writer_of(request), reason=form.cleaned_data["reason"])
        return _("Redacted.")

    return answer(request, entry, form, act, done)


def answer(request: ReadingRequest, entry: Entry, form: RecordForm, act: Act, done: Callable[[], str]) -> HttpResponse:
    """Do it if the form says enough, else show the form with what is wrong."""
    status = 200
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, done())
        except ValidationError as error:
            form.add_error(None, error)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect("entry", entry.key)
    if form.errors:
        status = 400
    return render(request, "measures/keep.html", {"entry": entry, "form": form, "act": act}, status=status)
