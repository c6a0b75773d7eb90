"""Translates an ASGI request into a WSGI environment."""

import sys
from collections.abc import MutableMapping
from typing import IO, Any
from urllib.parse import unquote_to_bytes

type Message = MutableMapping[str, Any]
type Environ = dict[str, Any]

OF_THEIR_OWN = {"content-length": "CONTENT_LENGTH", "content-type": "CONTENT_TYPE"}


def environ_of(scope: Message, body: IO[bytes]) -> Environ:
    """The WSGI environment of a request whose body has been received."""
    host, port = scope.get("server") or ("localhost", 80)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # Bytes, each as one letter, whatever they mean.
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REMOTE_ADDR": (scope.get("client") or [""])[0],
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **wsgi_headers(scope),
    }


def wsgi_headers(scope: Message) -> dict[str, str]:
    """The headers by the names that WSGI gives them."""
    found: dict[str, str] = {}
    for each, value in scope["headers"]:
        header, text = each.decode("latin-1").lower(), value.decode("latin-1")
        if "_" in header:
            # It would be taken for the one with a hyphen, which a proxy vouches for.
            continue
        name = OF_THEIR_OWN.get(header) or f"HTTP_{header.upper().replace('-', '_')}"
        # Only cookies are put together otherwise.
        found[name] = f"{found[name]}{'; ' if header == 'cookie' else ','}{text}" if name in found else text
    return found


def has_body(environ: Environ) -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"
