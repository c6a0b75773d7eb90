"""``Idempotency-Key``: a POST that is sent again gets the same answer and is not carried out again."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from measures.access import Reader
from measures.models import IdempotencyKey, User
from measures.operations.repeats import claim, keep_answer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
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
