"""Runs the writing of an endpoint in one transaction with its idempotency key and the stored answer.

A POST that is sent again with its ``Idempotency-Key`` gets the same answer and is not carried out again. What is
answered with an error is taken back, and so is what was a trial only: ``?dry_run=true``. Without key or trial there is
no such transaction: every act is one by itself, and is tried again where the database breaks it off.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.pagination import flag
from measures.access import Reader
from measures.models import IdempotencyKey, User
from measures.operations.repeats import claim, keep_answer
from measures.operations.transactions import busy_error_for

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
DRY_RUN = "dry_run"
SPEAKABLE = re.compile(r"[!-~]{1,255}")
KEPT_HEADERS = ("Location", "ETag")


class AnsweredError(Exception):
    """The request has been answered before."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


def claim_of(request: Request, by: Reader) -> IdempotencyKey | None:
    """The key that a request claims; if the request was answered before, the stored answer is raised."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None or not isinstance(by, User):
        return None
    if not SPEAKABLE.fullmatch(key):
        raise ValidationError({HEADER: [_("Send 1 to 255 printable characters without spaces.")]})
    claimed = claim(key, digest=request_digest(request), by=by)
    if claimed.status is not None:
        raise AnsweredError(answer_again(claimed))
    return claimed


def answer_again(claimed: IdempotencyKey) -> HttpResponse:
    headers = {**claimed.headers, REPLAYED: "true"}
    return HttpResponse(claimed.body, status=claimed.status, headers=headers, content_type="application/json")


def store_answer(claimed: IdempotencyKey, answer: HttpResponse, *, without: tuple[str, ...]) -> None:
    """Store an answer, without the fields that are shown only once."""
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    body = answer.content.decode()
    if without:
        body = json.dumps(json.loads(body) | dict.fromkeys(without), ensure_ascii=False)
    keep_answer(claimed, status=answer.status_code, headers=headers, body=body)


def request_digest(request: Request) -> str:
    """A hash that is equal for the same method, address and content, however the content is formatted."""
    digest = sha256()
    for part in parts_of(request):
        digest.update(b"%d:%b" % (len(part), part))
    return digest.hexdigest()


def parts_of(request: Request) -> Iterator[bytes]:
    yield str(request.method).encode()
    yield request.get_full_path().encode()
    # What was answered to somebody with all their rights is not for a token that has fewer.
    if isinstance(request.user, User) and request.user.limits is not None:
        yield repr(request.user.limits).encode()
    content = request.data
    if not isinstance(content, QueryDict):
        yield json.dumps(content, sort_keys=True).encode()
        return
    for name, values in sorted(content.lists()):
        yield name.encode()
        for value in values:
            yield digest_of_file(value) if isinstance(value, UploadedFile) else str(value).encode()


def digest_of_file(sent: "UploadedFile[Any]") -> bytes:
    digest = sha256(str(sent.name).encode())
    for chunk in sent.chunks():
        digest.update(chunk)
    sent.seek(0)
    return digest.digest()


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
            raise ValidationError({DRY_RUN: [_("No dry run: this cannot be undone.")]})
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
