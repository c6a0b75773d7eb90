"""Translates an ASGI request into a WSGI environment."""

from collections.abc import MutableMapping
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.asgi import ASGIRequest

type Message = MutableMapping[str, Any]
type Environ = dict[str, Any]


def environ_of(scope: Message, body: IO[bytes]) -> Environ:
    """The WSGI environment of a request whose body has been received, with its headers as Django names them."""
    as_wsgi = {
        "client": scope.get("client") or ("", 0),
        # Bytes, each as one letter, whatever they mean.
        "path": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "query_string": scope["query_string"].decode("latin-1"),
    }
    environ: Environ = ASGIRequest({**scope, **as_wsgi}, body).META
    return environ | {"wsgi.url_scheme": scope["scheme"], "wsgi.input": body}


def has_body(environ: Environ) -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"
