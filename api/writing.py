"""Runs the writing of an endpoint in one transaction with its idempotency key and the stored answer.

What is answered with an error is taken back, and so is what was a trial only: ``?dry_run=true``. Without key or trial
there is no such transaction: every act is one by itself, and is tried again where the database breaks it off.
"""

from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.pagination import flag
from api.repeats import HEADER, AnsweredError, claim_of, store_answer
from measures.models import IdempotencyKey
from measures.operations.transactions import busy_error_for

DRY_RUN = "dry_run"


class WritingView(APIView):
    """An endpoint whose writing methods do all or nothing, and once for each key."""

    # Fields of an answer that are not stored for a repeated request.
    shown_once: tuple[str, ...] = ()
    # Whether everything it does can be rolled back: mail and files cannot.
    may_be_tried = True
    is_writing = False
    is_trial = False
    claimed: IdempotencyKey | None = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with ExitStack() as self.stack:
            answer = super().dispatch(request, *args, **kwargs)
            if self.is_writing:
                self.commit_or_roll_back(answer)
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who may; from then on what writes is one transaction."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            return
        self.is_trial = flag(request, DRY_RUN)
        if self.is_trial and not self.may_be_tried:
            raise ValidationError({DRY_RUN: [_("This cannot be undone, so a dry run is not possible.")]})
        # Read before a transaction begins, so that it does not wait for a slow sender.
        request.data  # noqa: B018
        if not self.is_trial and HEADER not in request.headers:
            return
        self.stack.enter_context(transaction.atomic())
        self.is_writing = True
        self.claimed = claim_of(request, request.user)

    def commit_or_roll_back(self, answer: HttpResponseBase) -> None:
        if self.is_trial or answer.status_code >= HTTPStatus.BAD_REQUEST:
            transaction.set_rollback(True)
        elif self.claimed is not None and isinstance(answer, HttpResponse):
            if isinstance(answer, Response):
                answer.render()
            store_answer(self.claimed, answer, without=self.shown_once)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, AnsweredError):
            return exc.answer
        return super().handle_exception(busy_error_for(exc) or exc)
