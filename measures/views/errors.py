"""What a reader sees when something is wrong with a form's protection; the other errors have only a template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form could not be trusted: its page was open for too long, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
