"""Reads request bodies: JSON of limited size, with only such text as can be stored and sent back."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from api.errors import BodyTooLargeError

LARGEST_BODY = 3_000_000


class RecordParser(JSONParser):
    """JSON without lone surrogates, which JSON can express but which can be neither stored nor sent back."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {}).get("request")
        if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise BodyTooLargeError
        try:
            content = super().parse(stream, media_type, parser_context)
            json.dumps(content, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise ParseError(_("This text contains an incomplete character.")) from error
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error
        return content
