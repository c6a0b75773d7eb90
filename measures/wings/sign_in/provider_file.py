"""Reads the file in which an operator sets up identity providers."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from measures.wings.sign_in.identity_providers import ROLES, IdentityProvider

FIELDS = {each.name: each for each in fields(IdentityProvider)}
NEEDED = {name for name, each in FIELDS.items() if each.default is MISSING and each.default_factory is MISSING}
LISTS = {"domains", "scopes", "second_factor"}
OBJECTS = {"groups", "parameters"}
# What the column for it takes.
LONGEST_ISSUER = 200
HERE = ("127.0.0.1", "localhost")


def read_providers(variable: str, path: str, *, is_production: bool) -> tuple[IdentityProvider, ...]:
    """The providers of a file, a JSON list; none if no file is named. Says what is wrong by provider and field."""
    if not path:
        return ()
    try:
        listed = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{variable} names a file with a JSON list of providers: {error}") from error
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise ImproperlyConfigured(f"The file in {variable} holds a JSON list of objects, one for each provider.")
    for number, each in enumerate(listed, start=1):
        if fault := next(provider_faults(each, is_production=is_production), ""):
            raise ImproperlyConfigured(f"The file in {variable}, provider {number}: {fault}")
    for name in ("key", "issuer"):
        if len({each[name] for each in listed}) < len(listed):
            raise ImproperlyConfigured(f"The file in {variable}: two providers have the same “{name}”.")
    return tuple(provider(each) for each in listed)


def provider(sent: Mapping[str, Any]) -> IdentityProvider:
    columns: dict[str, Any] = {name: tuple(value) if name in LISTS else value for name, value in sent.items()}
    return IdentityProvider(**columns)


def provider_faults(sent: Mapping[str, Any], *, is_production: bool) -> Iterator[str]:
    """What is wrong with one provider; what comes first is what the rest is judged by."""
    if missing := NEEDED - {name for name in sent if sent[name]}:
        yield f"“{min(missing)}” is missing."
    for name, value in sent.items():
        if name not in FIELDS:
            yield f"there is no “{name}”; there are {', '.join(FIELDS)}."
        elif not is_of_its_kind(name, value):
            kind = "a list of texts" if name in LISTS else "an object of texts" if name in OBJECTS else "a text"
            yield f"“{name}” is {kind}."
    if not re.fullmatch(r"[a-z0-9-]{1,40}", sent["key"]):
        yield "“key” is made of small letters, digits and hyphens, since it is part of addresses."
    issuer = urlsplit(sent["issuer"])
    if issuer.scheme != "https" and (is_production or issuer.hostname not in HERE):
        yield "“issuer” starts with https://."
    if len(sent["issuer"]) > LONGEST_ISSUER:
        yield f"“issuer” has at most {LONGEST_ISSUER} characters."
    if any("@" in domain or domain != domain.lower() for domain in sent["domains"]):
        yield "“domains” holds names such as example.org, in small letters and without @."
    if not set(sent.get("groups", {}).values()) <= set(ROLES):
        yield f"“groups” gives each group one of {', '.join(ROLES)}."


def is_of_its_kind(name: str, value: object) -> bool:
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if name in OBJECTS:
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)
