"""What one click or one small form does: checks, following, owners, milestones, editing."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from measures import access
from measures.errors import RuleError, VersionConflictError
from measures.forms.acts import OwnerForm
from measures.forms.fields import RecordForm, VersionedForm
from measures.models import EntryKind, Measure, Owner, User
from measures.models.measures import MeasureQuerySet
from measures.operations.entries import confirm_unchanged
from measures.operations.responsibility import name_owner, release_owner, unwatch_measure, watch_measure
from measures.operations.transactions import in_one_transaction
from measures.publishing.parameters import truth_of
from measures.views.once import remember_draft
from measures.views.reading import (
    PlainView,
    ReadingRequest,
    ReadingView,
    reading_page,
    require_act,
    row_for,
    sign_in_first,
    today_of,
)
from measures.whole_numbers import whole_number


def writers_only[**P](act: str) -> Callable[[ReadingView[P]], PlainView[P]]:
    """Make a view one for those who may do this act; others are asked to sign in, or are refused."""

    def decorate(view: ReadingView[P]) -> PlainView[P]:
        @wraps(view)
        def guarded(request: ReadingRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request, back_from(request))
            if act and not access.allows_somewhere(request.user, act):
                raise PermissionDenied
            request.act = act
            return view(request, *args, **kwargs)

        return reading_page()(guarded)  # type: ignore[arg-type]

    return decorate


def reauthenticated_only[**P](
    view: Callable[Concatenate[ReadingRequest, P], HttpResponse],
) -> Callable[Concatenate[ReadingRequest, P], HttpResponse]:
    """Have whoever sends this form confirm that it is they, unless they have in the last minutes; then it is done."""
    guarded: Callable[Concatenate[ReadingRequest, P], HttpResponse]
    guarded = reauthentication_required(view, allow_get=True)
    return guarded


def back_from(request: HttpRequest) -> str:
    """Where to go after an act: back to the page it was done on, if that is one of ours."""
    target = request.POST.get("next", "")
    # A word without a slash would be taken for the name of a view.
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, {request.get_host()})
    return target if is_ours else reverse("measures")


def measure_for(request: ReadingRequest, key: str) -> Measure:
    return row_for(request, Measure.objects.visible_to(request.reading.audience).for_reading(), key=key)


def writer_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def button_form(request: HttpRequest) -> RecordForm:
    """A form that asks for nothing but its button."""
    return RecordForm(request.POST if request.method == "POST" else None)


def act_with_message(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do what a click asks for; the next page says that it was done, or what stands in the way."""
    try:
        act()
    except RuleError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)


def is_done(form: RecordForm, act: Callable[[], object], *, at: str | None = None) -> bool:
    """Whether what a form asks for was done; if not, the form shows what is wrong at its fields, or at `at`."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act_unless_overtaken(form, act)
    except RuleError as error:
        form.add_error(at, str(error))
    except ValidationError as error:
        show_error(form, error, at=at)
    return form.is_valid()


def act_unless_overtaken(form: RecordForm, act: Callable[[], object]) -> None:
    """Do what a form asks for; that the first of two clicks has saved the same is no conflict."""
    try:
        act()
    except VersionConflictError as error:
        if not isinstance(form, VersionedForm):
            raise
        if form.changed_fields():
            form.show_present_values(str(error))
        else:
            form.cleaned_data["version"] = form.initial["version"]
            act()


def show_error(form: RecordForm, error: ValidationError, *, at: str | None = None) -> None:
    """Show what an operation found wrong at the field it is about, else at the field `at`, or above the form."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for path, messages_there in found.items():
        form.add_error(path if path in form.fields else at, messages_there)


@require_POST
@writers_only("confirm_unchanged")
def checks(request: ReadingRequest) -> HttpResponseRedirect:
    """Note that measures were checked and there is nothing new, once per day and person."""
    by = writer_of(request)
    chosen = Measure.objects.visible_to(request.reading.audience).filter(key__in=request.POST.getlist("measure"))
    quotes_feeds = bool(truth_of(request.POST.get("quotes_feeds", "")))
    fresh, repeated = checked_once(chosen, by=by, today=request.reading.today, quotes_feeds=quotes_feeds)
    add_check_message(request, fresh, repeated)
    return redirect(back_from(request))


@in_one_transaction
def checked_once(chosen: MeasureQuerySet, *, by: User, today: date, quotes_feeds: bool = False) -> tuple[int, int]:
    """Log a check of the measures that this person has not checked today; returns how many, and the others."""
    remember_draft(f"checks by {by.pk}")
    done = chosen.filter(
        bearings__entry__kind=EntryKind.CHECK,
        bearings__entry__author=by,
        bearings__entry__recorded_on=today,
        bearings__entry__correction=None,
    )
    checked = set(done.values_list("pk", flat=True))
    fresh = list(chosen.exclude(pk__in=checked).select_related("report"))
    if fresh:
        confirm_unchanged(fresh, by=by, on=today_of(by), quotes_feeds=quotes_feeds)
    return len(fresh), len(checked)


def add_check_message(request: HttpRequest, fresh: int, repeated: int) -> None:
    if fresh:
        message = ngettext(
            "Recorded for %(count)d measure: checked, nothing new.",
            "Recorded for %(count)d measures: checked, nothing new.",
            fresh,
        )
        messages.success(request, message % {"count": fresh})
    elif repeated:
        messages.info(request, _("You have already recorded this today."))
    else:
        messages.error(request, _("Choose at least one measure first."))


@require_POST
@writers_only("watch_measure")
def watch(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    watch_measure(measure_for(request, key), by=writer_of(request))
    messages.success(request, _("You now watch this measure. Your digests tell you what is new on it."))
    return redirect("measure", key)


@require_POST
@writers_only("watch_measure")
def unwatch(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    unwatch_measure(measure_for(request, key), by=writer_of(request))
    messages.success(request, _("You no longer watch this measure."))
    return redirect("measure", key)


@writers_only("name_owner")
def owners(request: ReadingRequest, key: str) -> HttpResponse:
    """Name the owner of a measure."""
    measure = measure_for(request, key)
    form = OwnerForm(request.POST or None, measure=measure)
    status = 200
    if request.method == "POST":
        if is_named(request, measure):
            messages.info(request, _("This person already owns the measure."))
            return redirect("measure", key)
        status = 400
        if form.is_valid():
            try:
                owner = name_owner(measure, by=writer_of(request), **form.cleaned_data)
            except RuleError as error:
                form.add_error(None, str(error))
                status = 409
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("%(name)s is now an owner of this measure.") % {"name": owner.user})
                return redirect("measure", key)
    context = {"form": form, "faults": form.faults, "measure": measure, "save": _("Name as owner")}
    return render(request, "measures/act.html", context | {"heading": _("Name an owner")}, status=status)


def is_named(request: HttpRequest, measure: Measure) -> bool:
    """Whether an earlier click has named the owner already."""
    return measure.owners.filter(user=whole_number(request.POST.get("user", ""))).exists()


@require_POST
@writers_only("")
def release(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Let somebody no longer own a measure; owners may release themselves."""
    measure = measure_for(request, key)
    number = whole_number(request.POST.get("owner", "")) or 0
    owner = Owner.objects.filter(measure=measure, pk=number).select_related("user").first()
    if owner is None:
        messages.info(request, _("This person does not own the measure."))
        return redirect("measure", key)
    require_act(request, owner, "release_owner")
    release_owner(owner, by=writer_of(request))
    messages.success(request, _("%(name)s is no longer an owner of this measure.") % {"name": owner.user})
    return redirect("measure", key)
