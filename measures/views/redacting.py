"""The pages on which an administrator takes words away for good, and those that list what was redacted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from measures import access
from measures.analysis.row_history import column_label
from measures.forms.keeping import RedactEntryForm, RedactForm, RedactNameForm, RedactTextForm
from measures.models import Citation, Entry, Evidence, Party, Redaction, Report, User
from measures.models.evidence import EvidenceQuerySet
from measures.operations.names import entries_with_sealed_name, redact_name
from measures.operations.redactions import (
    catalogue,
    key_of,
    place_of,
    redact_copies,
    redact_entry,
    redact_source,
    redact_texts,
    redacted_value,
    rows_of_report,
    texts_of,
    written_texts,
)
from measures.views.acts import reauthenticated_only, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act, entry_target, entry_to_act_on, source_and_place
from measures.views.pages import paged
from measures.views.reading import ReadingRequest, query, reading_page
from measures.wing import from_wings

PAGE_SIZE, EXCERPT = 100, 80
LATEST_FIRST = ("-redacted_at", "-pk")


@writers_only("redact_entry")
@reauthenticated_only
def redact(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove the content of an entry for good."""
    entry, by = entry_to_act_on(request, key, "redact_entry"), writer_of(request)
    cited = {source.key: source for source in cited_by_it_alone(entry).visible_to(request.reading.audience)}
    form = RedactEntryForm(request.POST or None, sources=[(key, str(source)) for key, source in cited.items()])
    warnings = [
        _(
            "This cannot be undone. Its texts, effects, views and citations are deleted; its place in the "
            "journal and its seal stay."
        )
    ]
    if came_in := from_wings(lambda wing: wing.names_of_related(entry)):
        words = _("Incoming items logged as this go too: %(titles)s.")
        warnings.append(words % {"titles": _(", ").join(came_in)})
    act = ConfirmedAct(_("Redact this entry"), " ".join(warnings), _("Remove its content"), _("Redacted."))

    def perform() -> None:
        reason = form.cleaned_data["reason"]
        redact_entry(entry, by=by, reason=reason)
        for chosen in form.cleaned_data.get("sources", ()):
            redact_source(cited[chosen], by=by, reason=reason)

    return confirm_act(request, entry_target(entry), form, act, perform)


def cited_by_it_alone(entry: Entry) -> EvidenceQuerySet:
    """The sources that an entry cites and no other: their titles may say what it said."""
    others = Citation.objects.exclude(entry=entry).values("evidence")
    cited: EvidenceQuerySet = Evidence.objects.filter(citations__entry=entry, redaction=None)
    return cited.exclude(pk__in=others).order_by("key")


@writers_only("redact_source")
@reauthenticated_only
def redact_source_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove what a source says for good, with its file and copies."""
    (source, place), by = source_and_place(request, key), writer_of(request)
    form = RedactForm(request.POST or None)
    warning = _(
        "This cannot be undone. Its title, address, notes, file and copies are deleted, and what came in from "
        "its address. Entries that cite it show “a source that was redacted”, which counts as retracted."
    )
    act = ConfirmedAct(_("Redact this source"), warning, _("Remove its content"), _("Redacted."))
    return confirm_act(request, place, form, act, lambda: redact_source(source, by=by, **form.cleaned_data))


@writers_only("redact_source")
@reauthenticated_only
def redact_copies_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove the file and the copies of a source for good."""
    (source, place), by = source_and_place(request, key), writer_of(request)
    form = RedactForm(request.POST or None)
    warning = _(
        "This cannot be undone. Its file is deleted, wherever it is used, and so are the copies of its "
        "address; no more are made. Its title and address stay."
    )
    button = _("Redact its file and copies")
    act = ConfirmedAct(_("Redact its file and copies"), warning, button, _("Redacted."))
    return confirm_act(request, place, form, act, lambda: redact_copies(source, by=by, **form.cleaned_data))


@never_cache
@writers_only("redact_name")
@reauthenticated_only
def redact_name_page(request: ReadingRequest, user: int) -> HttpResponse:
    """Remove somebody's name for good from what they wrote, and from an account that is deactivated."""
    account, by = get_object_or_404(User, pk=user), writer_of(request)
    form = RedactNameForm(request.POST or None)
    stays = _(
        "This cannot be undone. The name is removed from everything they wrote, reviewed, searched or "
        "redacted; what they wrote stays. What others wrote about them stays too: redact it separately."
    )
    of_account = (
        _("The account is active, so it keeps its name and address. To remove these as well, deactivate it first.")
        if account.is_active
        else _("The account’s name and address go as well; it cannot be activated again.")
    )
    warnings = [stays, of_account]
    kept = entries_with_sealed_name(account).visible_to(request.reading.audience)
    if keys := list(kept.order_by("key").values_list("key", flat=True)):
        words = _("Entries sealed with the name keep it until they are redacted themselves: %(keys)s.")
        warnings.append(words % {"keys": _(", ").join(keys)})
    page = reverse("person", args=[user])
    place = ActTarget(str(account), str(account), page, _("Back to the account"), _("People"), reverse("people"))
    act = ConfirmedAct(_("Remove a person’s name"), " ".join(warnings), _("Remove the name"), _("Redacted."))
    return confirm_act(request, place, form, act, lambda: redact_name(account, by=by, **form.cleaned_data))


@reading_page()
def redactions(request: ReadingRequest) -> HttpResponse:
    """The texts that were redacted, of a report and of rows of none, and for an administrator those that may be."""
    reading = request.reading
    seen = Redaction.objects.visible_to(reading.audience).filter(Q(report=None) | Q(report=reading.report))
    page = paged(request.GET, seen, LATEST_FIRST, PAGE_SIZE)
    may_redact = reading.report is not None and access.allows(request.user, "redact_text")
    context = {
        "rows": [redacted_text(each) for each in page.rows],
        "previous_url": page.previous_url,
        "next_url": page.next_url,
        "redactable": redactable_rows(reading.report) if may_redact and reading.report else [],
    }
    return render(request, "measures/redactions.html", context)


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A redaction in words: of what kind of row, and of which of its columns."""

    redaction: Redaction
    noun: str
    columns: str


@dataclass(frozen=True, slots=True)
class RedactableRows:
    """The rows of one kind of which texts may be redacted, each with the address of the page for that."""

    noun: str
    rows: Sequence[tuple[str, str]]


def redacted_text(redaction: Redaction) -> RedactedText:
    model = catalogue().get(redaction.table.removeprefix("measures_"), User)
    fields = {field.name: field for field in model._meta.concrete_fields}
    labels = [column_label(fields[name]) for name in redaction.columns]
    return RedactedText(redaction, str(model._meta.verbose_name), _(", ").join(labels))


def redactable_rows(report: Report) -> list[RedactableRows]:
    """The rows of a report of which texts may be redacted, kind by kind."""
    found = []
    for name, model in catalogue().items():
        rows = [(key_of(row), reverse("redact_text", args=[name, row.pk])) for row in rows_of_report(model, report)]
        if rows:
            found.append(RedactableRows(str(model._meta.verbose_name_plural), rows))
    return found


@writers_only("redact_text")
@reauthenticated_only
def redact_text(request: ReadingRequest, noun: str, row: str) -> HttpResponse:
    """Remove texts of a row of the catalogue for good."""
    model = catalogue().get(noun)
    if model is None or not (row.isdecimal() or model is Party):
        raise Http404(noun)
    found: Any = get_object_or_404(model, pk=row)
    report, _marking = place_of(found)
    if report is not None:
        request.reading = request.reading.of(report)
    form = RedactTextForm(request.POST or None, texts=list(texts_to_redact(found)))
    warning = _(
        "This cannot be undone. Each text is replaced by a note that it was redacted, and its earlier "
        "versions are deleted. Keys stay, and so does what others wrote with the same words."
    )
    act, by = ConfirmedAct(_("Redact texts"), warning, _("Remove these texts"), _("Redacted.")), writer_of(request)
    page = reverse("redactions") + query(request.reading.kept)
    heading = f"{model._meta.verbose_name} {key_of(found)}"
    place = ActTarget(heading, key_of(found), page, _("Back to the redactions"), _("Redactions"), page)
    return confirm_act(request, place, form, act, lambda: redact_texts(found, by=by, **form.cleaned_data))


def texts_to_redact(row: Model) -> Iterator[tuple[str, str]]:
    """The columns of a row with words in them, each with its label and the beginning of its text."""
    for name, field in texts_of(type(row)).items():
        texts = written_texts(getattr(row, name))
        if texts and getattr(row, name) != redacted_value(row, name):
            yield name, f"{column_label(field)}: {Truncator(' · '.join(texts)).chars(EXCERPT)}"
