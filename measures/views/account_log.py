"""The account log: one's own, and for administrators everybody's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from measures.models import AccountEvent, AccountEventKind, Role, User
from measures.views.acts import writer_of, writers_only
from measures.views.pages import paged
from measures.views.reading import ReadingRequest
from measures.wing import from_wings

PAGE_SIZE = 50
BY_SIGNING_IN = (AccountEventKind.SIGNED_IN, AccountEventKind.SIGN_IN_FAILED, AccountEventKind.CONFIRMATION_FAILED)


@never_cache
@writers_only("watch_measure")
def my_account_log(request: ReadingRequest) -> HttpResponse:
    """What happened to one's own account."""
    return log_page(request, writer_of(request))


@never_cache
@writers_only("manage_users")
def account_log(request: ReadingRequest, user: int) -> HttpResponse:
    """What happened to somebody's account."""
    return log_page(request, get_object_or_404(User, pk=user))


def log_page(request: ReadingRequest, account: User) -> HttpResponse:
    events = AccountEvent.objects.filter(account=account).select_related("by")
    page = paged(request.GET, events, ("-at", "-pk"), PAGE_SIZE)
    context = {
        "account": account,
        "is_own": account == request.user,
        "lines": list(event_lines(page.rows, request)),
        "days_kept": settings.CBM_KEEP_ADDRESSES,
        **page.links,
    }
    return render(request, "measures/account_log.html", context, status=400 if page.problems else 200)


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as its reader sees it."""

    event: AccountEvent
    detail: object
    before: object
    after: object
    is_by_another: bool


def event_lines(events: Sequence[AccountEvent], request: ReadingRequest) -> Iterator[EventLine]:
    """Events as their reader sees them: what happened, more of it, and whether somebody else was signed in."""
    names = {**names_of_reports(events, request), **dict(Role.choices)}
    methods = sign_in_methods()
    for event in events:
        is_method = event.kind in BY_SIGNING_IN
        detail = " · ".join(str(methods.get(each, each)) for each in event.about.split()) if is_method else event.about
        yield EventLine(
            event=event,
            detail=names.get(detail, detail) if event.kind == AccountEventKind.REPORT_ROLE_CHANGED else detail,
            before=names.get(event.before, event.before),
            after=names.get(event.after, event.after),
            is_by_another=event.by_id not in (None, event.account_id),
        )


def sign_in_methods() -> Mapping[str, object]:
    """How people may sign in; an identity provider is named by its issuer."""
    of_wings = from_wings(lambda wing: wing.sign_in_methods)
    providers = {each.issuer: each for each in settings.CBM_PROVIDERS}
    return {**dict(chain.from_iterable(each.choices for each in of_wings)), **providers}


def names_of_reports(events: Sequence[AccountEvent], request: ReadingRequest) -> Mapping[str, object]:
    slugs = {event.about for event in events if event.kind == AccountEventKind.REPORT_ROLE_CHANGED}
    return {report.slug: report.words("title") for report in request.reading.reports if report.slug in slugs}
