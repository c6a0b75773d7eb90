"""The pages on which an administrator takes words away for good."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from measures.forms.keeping import RedactForm, RedactNameForm
from measures.models import Evidence, Redaction, User
from measures.operations.names import entries_that_keep_the_name, redact_name
from measures.operations.redactions import redact_candidate, redact_copies, redact_entry, redact_source
from measures.views.acts import reauthenticated_only, writer_of, writers_only
from measures.views.inbox import candidate_for
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act, entry_target, entry_to_act_on
from measures.views.reading import ReadingRequest, query


@writers_only("redact_entry")
@reauthenticated_only
def redact(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove the content of an entry for good."""
    entry = entry_to_act_on(request, key, "redact_entry")
    warning = _(
        "This cannot be undone. Its texts, effects, views and citations are deleted; its place in the "
        "journal and its seal stay."
    )
    return confirm_redaction(
        request,
        entry_target(entry),
        ConfirmedAct(_("Redact this entry"), warning, _("Remove its content")),
        lambda reason: redact_entry(entry, by=writer_of(request), reason=reason),
    )


@writers_only("redact_source")
@reauthenticated_only
def redact_source_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove what a source says for good, with its file and copies."""
    source = source_to_redact(request, key)
    warning = _(
        "This cannot be undone. Its title, address, notes, file and copies are deleted, and what came in from its "
        "address. Entries that cite it stay and show “a source that was redacted”, which counts as retracted."
    )
    return confirm_redaction(
        request,
        source_target(source),
        ConfirmedAct(_("Redact this source"), warning, _("Remove its content")),
        lambda reason: redact_source(source, by=writer_of(request), reason=reason),
    )


@writers_only("redact_source")
@reauthenticated_only
def redact_copies_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove the file and the copies of a source for good."""
    source = source_to_redact(request, key)
    warning = _(
        "This cannot be undone. Its file is deleted, wherever else it is used, and so are the copies of what is at its "
        "address; no more are made. Its title and its address stay."
    )
    return confirm_redaction(
        request,
        source_target(source),
        ConfirmedAct(_("Redact its file and copies"), warning, _("Remove its file and copies")),
        lambda reason: redact_copies(source, by=writer_of(request), reason=reason),
    )


@writers_only("redact_candidate")
@reauthenticated_only
def redact_candidate_page(request: ReadingRequest, number: int) -> HttpResponse:
    """Remove what came in for good."""
    candidate = candidate_for(request, number)
    inbox = reverse("inbox") + query(request.reading.kept)
    title = str(candidate.title_in_language)
    place = ActTarget(title, str(number), inbox, _("Back to the inbox"), _("Overview"), reverse("overview"))
    warning = _("This cannot be undone. Its title, text and address are deleted, and no feed brings them back.")
    return confirm_redaction(
        request,
        place,
        ConfirmedAct(_("Redact what came in"), warning, _("Remove its content")),
        lambda reason: redact_candidate(candidate, by=writer_of(request), reason=reason),
    )


@never_cache
@writers_only("redact_name")
@reauthenticated_only
def redact_name_page(request: ReadingRequest, user: int) -> HttpResponse:
    """Remove somebody's name for good from what they wrote, and from an account that is deactivated."""
    account = get_object_or_404(User, pk=user)
    stays = _(
        "This cannot be undone. The name is removed from everything they wrote, reviewed, searched or redacted, "
        "and from all copies of it; what they wrote stays. What others wrote about them stays too: redact it "
        "separately."
    )
    of_account = (
        _("The account is active, so it keeps its name and its address. Deactivate it first to remove these as well.")
        if account.is_active
        else _("The name and the address of the account go as well, and nobody can be let in with it again.")
    )
    warnings = [stays, of_account]
    kept = entries_that_keep_the_name(account).visible_to(request.reading.audience)
    if keys := list(kept.order_by("key").values_list("key", flat=True)):
        words = _(
            "Entries that were sealed together with the name keep it until they are redacted themselves: %(keys)s."
        )
        warnings.append(words % {"keys": _(", ").join(keys)})
    page = reverse("person", args=[user])
    place = ActTarget(str(account), str(account), page, _("Back to the account"), _("People"), reverse("people"))
    return confirm_redaction(
        request,
        place,
        ConfirmedAct(_("Remove a person’s name"), " ".join(warnings), _("Remove the name")),
        lambda reason: redact_name(account, by=writer_of(request), reason=reason),
        RedactNameForm,
    )


def source_to_redact(request: ReadingRequest, key: str) -> Evidence:
    source: Evidence = get_object_or_404(Evidence.objects.visible_to(request.reading.audience), key=key)
    return source


def source_target(source: Evidence) -> ActTarget:
    page = reverse("source", args=[source.key])
    return ActTarget(str(source), source.key, page, _("Back to the source"), _("Sources"), reverse("sources"))


def confirm_redaction(
    request: ReadingRequest,
    place: ActTarget,
    act: ConfirmedAct,
    redacts: Callable[[str], Redaction],
    form_class: type[RedactForm] = RedactForm,
) -> HttpResponse:
    """Redact once the reason is entered."""
    form = form_class(request.POST or None)

    def done() -> str:
        redacts(form.cleaned_data["reason"])
        return _("Redacted.")

    return confirm_act(request, place, form, act, done)
