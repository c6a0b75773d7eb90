"""A provider of OpenID Connect, by django-allauth's own, in a process of its own with people whom a test makes up."""

import html
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from measures.wings.sign_in.identity_providers import IdentityProvider
from tests.servers import ROOT
from tests.sites import free_port

CLIENT, SECRET = "tracker", "between us two"
PASSWORD = "the same for everybody"
KEY = "institute"


class LocalProvider:
    """That process, as tests speak to it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def as_configured(self, **fields: Any) -> IdentityProvider:
        common = {"key": KEY, "name": "the Institute", "client": CLIENT, "secret": SECRET, "domains": ("example.org",)}
        return IdentityProvider(**{**common, "issuer": self.url, **fields})

    def has(self, email: str, *, subject: str = "", **claims: Any) -> None:
        """Somebody of this address has an account there; what a test adds is said of them in every token."""
        told = {"email": email, "email_verified": True, "sub": subject or f"subject of {email}", **claims}
        sent = {"told": told, "back": f"{settings.CBM_SITE_URL}/accounts/oidc/{KEY}/login/callback/"}
        requests.post(f"{self.url}/arrange/", json=sent, timeout=10).raise_for_status()


def at_provider(client: Client, email: str, browser: requests.Session | None = None, **sent: str) -> HttpResponse:
    """What the tracker answers to somebody who goes to the provider and signs in there."""
    page = client.post(f"/accounts/oidc/{KEY}/login/", sent)
    return client.get(way_back(where_to(page), email, browser or requests.Session()))


def where_to(page: HttpResponse) -> str:
    """The address to which a page of the tracker sends somebody on."""
    [url] = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    return html.unescape(url)


def way_back(url: str, email: str, browser: requests.Session) -> str:
    """The address with which a provider sends somebody back."""
    provider = urlsplit(url).netloc
    while urlsplit(url).netloc == provider:
        answer = browser.get(url, allow_redirects=False, timeout=10)
        if answer.status_code == 200:
            answer = browser.post(url, {"login": email, "password": PASSWORD}, allow_redirects=False, timeout=10)
        url = urljoin(url, answer.headers["Location"])
    back = urlsplit(url)
    return f"{back.path}?{back.query}"


@contextmanager
def running_provider() -> Iterator[LocalProvider]:
    provider = LocalProvider(port := free_port())
    with subprocess.Popen([sys.executable, "-m", "tests.provider", str(port)], cwd=ROOT) as process:
        try:
            wait_for(provider)
            yield provider
        finally:
            process.terminate()


def wait_for(provider: LocalProvider) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with suppress(requests.ConnectionError):
            requests.get(f"{provider.url}/.well-known/openid-configuration", timeout=5).raise_for_status()
            return
        time.sleep(0.05)
    raise TimeoutError("The local provider did not start.")
