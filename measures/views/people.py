"""The people with an account, for administrators: inviting them, what they may do and where, and ending that."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from measures.forms.people import InvitationForm, PersonForm, ReportRolesForm
from measures.models import Language, ReportRole, User
from measures.operations.accounts import give_report_role, invite_user, revise_user
from measures.operations.transactions import in_one_transaction
from measures.publishing.invitations import send_invitation
from measures.views.acts import button_form, is_done, reauthenticated_only, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.pages import paged
from measures.views.reading import ReadingRequest
from measures.wing import from_wings

PAGE_SIZE = 100


@never_cache
@writers_only("manage_users")
def people(request: ReadingRequest) -> HttpResponse:
    """Everybody with an account: their roles, when they signed in last, and whether they still can."""
    roles = ReportRole.objects.select_related("report").order_by("report__slug")
    words = request.GET.get("q", "").strip()
    found = User.objects.matching(words)
    rows = found.prefetch_related(Prefetch("report_roles", roles))
    page = paged(request.GET, rows, ("name", "pk"), PAGE_SIZE)
    lacking = User.objects.lacking_second_factor().filter(pk__in=[row.pk for row in page.rows])
    context = {
        "rows": page.rows,
        "lacking": set(lacking.values_list("pk", flat=True)),
        "words": words,
        "count": found.count(),
        **page.links,
    }
    return render(request, "measures/people.html", context, status=400 if page.problems else 200)


@never_cache
@writers_only("manage_users")
@reauthenticated_only
def invite(request: ReadingRequest) -> HttpResponse:
    """Invite somebody, who gets a mail that says how they get in."""
    form = InvitationForm(request.POST or None, initial={"language": Language.ENGLISH, "time_zone": "UTC"})
    invited: list[User] = []
    if is_done(form, lambda: invited.append(invite_user(**form.values, by=writer_of(request)))):
        send_invitation(invited[0], request)
        messages.success(request, _("Invited: %(email)s gets a mail now.") % {"email": invited[0].email})
        return redirect("person", invited[0].pk)
    context = {"form": form, "faults": form.faults}
    return render(request, "measures/invite.html", context, status=400 if form.is_bound else 200)


@never_cache
@writers_only("manage_users")
@reauthenticated_only
def person(request: ReadingRequest, user: int) -> HttpResponse:
    """Somebody's account, and the form that changes who they are and what they may do in all reports."""
    account = account_or_404(user)
    is_own = account == request.user
    form = PersonForm(request.POST or None, initial=PersonForm.values_of(account), is_own=is_own)

    def revise() -> None:
        revise_user(account, changes=form.changes, version=form.cleaned_data["version"], by=writer_of(request))

    if is_done(form, revise):
        messages.success(request, _("Saved."))
        return redirect("person", user)
    return account_page(request, account, form=form)


@never_cache
@require_POST
@writers_only("manage_users")
@reauthenticated_only
def report_roles(request: ReadingRequest, user: int) -> HttpResponse:
    """Let somebody do more in one report than in all, or no more than that."""
    account = account_or_404(user)
    form = ReportRolesForm(request.POST, user=account, reports=request.reading.offered)

    @in_one_transaction
    def give() -> None:
        for report, role in form.changes.items():
            give_report_role(account, report, role=role, by=writer_of(request))

    if is_done(form, give):
        messages.success(request, _("Saved."))
        return redirect(reverse("person", args=[user]) + "#reports")
    return account_page(request, account, roles=form)


def account_or_404(user: int) -> User:
    return get_object_or_404(User, pk=user)


def account_page(
    request: ReadingRequest, account: User, *, form: PersonForm | None = None, roles: ReportRolesForm | None = None
) -> HttpResponse:
    """The page of an account, with the errors of the form that was sent."""
    is_own = account == request.user
    person_form = form or PersonForm(initial=PersonForm.values_of(account), is_own=is_own)
    roles_form = roles or ReportRolesForm(user=account, reports=request.reading.offered)
    faults = [*person_form.faults, *roles_form.faults]
    context = {
        "account": account,
        "links": from_wings(lambda wing: wing.links_on_person(account)),
        "is_own": is_own,
        "form": person_form,
        "roles": roles_form,
        "faults": faults,
    }
    return render(request, "measures/person.html", context, status=400 if faults else 200)


@never_cache
@writers_only("manage_users")
@reauthenticated_only
def deactivate(request: ReadingRequest, user: int) -> HttpResponse:
    """Shut somebody out."""
    account, by = account_or_404(user), writer_of(request)
    warning = _(
        "They can no longer sign in; their password, passkeys, tokens and secret addresses are deleted. What "
        "they wrote stays, under their name."
    )
    act = ConfirmedAct(_("Deactivate the account"), warning, _("Deactivate"), _("Deactivated."))
    place, form = account_target(account), button_form(request)
    return confirm_act(request, place, form, act, lambda: revise_user(account, changes={"is_active": False}, by=by))


def account_target(account: User) -> ActTarget:
    page, people = reverse("person", args=[account.pk]), reverse("people")
    return ActTarget(account.email, account.name, page, _("Back to the account"), _("People"), people)


@never_cache
@require_POST
@writers_only("manage_users")
@reauthenticated_only
def invite_again(request: ReadingRequest, user: int) -> HttpResponseRedirect:
    """Send somebody the mail again that says how they get in; whoever was shut out is let in with it."""
    account = revise_user(account_or_404(user), changes={"is_active": True}, by=writer_of(request))
    send_invitation(account, request)
    messages.success(request, _("Sent to %(email)s.") % {"email": account.email})
    return redirect("person", user)
