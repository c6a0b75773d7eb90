"""One's calendars, feeds and tables: their secret addresses, made, shown once, and revoked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from measures.forms.me import SecretUrlForm
from measures.models import SecretUrl, SecretUrlKind
from measures.operations.credentials import create_secret_url, revoke_credential
from measures.publishing.secret_addresses import check_filters, url_of_secret
from measures.views.acts import reauthenticated_only, writer_of, writers_only
from measures.views.reading import ReadingRequest


@never_cache
@writers_only("keep_secret_url")
@reauthenticated_only
def addresses(request: ReadingRequest) -> HttpResponse:
    """The addresses of the user, and a form for another; a new one is shown in the answer that makes it."""
    form = SecretUrlForm(request.POST or None, initial=initial_of(request))
    made, status = "", 200
    if form.is_bound:
        made = make(request, form) if form.is_valid() else ""
        status = 201 if made else 400
    context = {
        "form": SecretUrlForm(initial=initial_of(request)) if made else form,
        "faults": form.faults if form.is_bound and not made else [],
        "made": made,
        "is_table": bool(made) and form.cleaned_data["kind"] == SecretUrlKind.TABLE,
        "addresses": SecretUrl.objects.filter(user=writer_of(request)).order_by("-created_at", "-key"),
    }
    return render(request, "measures/addresses.html", context, status=status)


def initial_of(request: ReadingRequest) -> dict[str, str]:
    """What the form of a new address begins with: the filters of a list, or what the user follows in this report."""
    report = request.reading.report
    filters = f"report={report.slug}&followed=true" if report else ""
    return {"kind": request.GET.get("kind", ""), "filters": request.GET.get("filters", filters)}


def make(request: ReadingRequest, form: SecretUrlForm) -> str:
    """Make a new address, or nothing if the form is not valid."""
    fields, user = dict(form.cleaned_data), writer_of(request)
    try:
        check_filters(fields["kind"], fields["filters"], user, on=request.reading.today)
        _address, secret = create_secret_url(user, name=fields.pop("called"), **fields)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return ""
    return url_of_secret(fields["kind"], secret)


@require_POST
@writers_only("keep_secret_url")
def revoke_address(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Make an address useless from now on."""
    user = writer_of(request)
    revoke_credential(get_object_or_404(SecretUrl, user=user, key=key), by=user)
    messages.success(request, _("Revoked: this address no longer works."))
    return redirect("addresses")
