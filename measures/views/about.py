"""About this tracker: who runs it, where, on whose money, how to object, and how long things are kept."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measures import access
from measures.forms.keeping import OperatorForm
from measures.models import Operator, Words
from measures.operations.operator import describe_operator
from measures.publishing.retention import retention
from measures.views.acts import writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.menus import menu_for
from measures.views.reading import ReadingRequest, reading_page
from measures.wing import wings


@reading_page()
def about_tracker(request: ReadingRequest) -> HttpResponse:
    """Who runs this tracker, and what it keeps."""
    context = {
        "facts": operator_facts(),
        "links": menu_for(request.user, None, (wing.about_links for wing in wings())),
        "retention": retention(),
        # Members name it when they report a fault; strangers would learn from it which known faults to try.
        "version": settings.CBM_VERSION if access.is_contributor(request.user) else "",
        "may_describe": access.allows(request.user, "describe_operator"),
    }
    return render(request, "measures/about.html", context)


def operator_facts() -> list[tuple[str | Promise, Words]]:
    """What can be said of who runs this tracker, each with what is said of it."""
    operator = Operator.present()
    fields = [field for field in operator._meta.concrete_fields if field.name in operator.bilingual_names()]
    return [(field.verbose_name, operator.words(field.name)) for field in fields]


@writers_only("describe_operator")
def describe_tracker(request: ReadingRequest) -> HttpResponse:
    """Say who runs this tracker."""
    present = Operator.present()
    initial = {name: getattr(present, name) for name in (*present.bilingual_columns(), "version")}
    form = OperatorForm(request.POST or None, initial=initial)
    warning = _("Every reader will see it. What is left empty is shown as not given.")
    act = ConfirmedAct(_("Who runs this tracker"), warning, _("Save"), _("Saved."))
    page, back = reverse("about"), _("About this tracker")
    place = ActTarget(_("About this tracker"), _("About this tracker"), page, back, _("Overview"), reverse("overview"))
    by = writer_of(request)
    return confirm_act(request, place, form, act, lambda: describe_operator(**form.revision, by=by))
