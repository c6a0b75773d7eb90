"""The file in which an operator sets up identity providers: what is read, and how a fault is named."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from measures.models import Role
from measures.wings.sign_in.identity_providers import ROLES, IdentityProvider
from measures.wings.sign_in.provider_file import read_providers
from tests.servers import ROOT

GIVEN: dict[str, Any] = {
    "key": "institute",
    "name": "the Institute",
    "issuer": "https://login.example.org",
    "client": "tracker",
    "secret": "kept",
    "domains": ["example.org"],
}


def read(path: Path, *listed: Any, is_production: bool = True) -> tuple[IdentityProvider, ...]:
    path.write_text(json.dumps(listed), encoding="utf-8")
    return read_providers("CBM_PROVIDERS", str(path), is_production=is_production)


def test_a_provider_is_read_and_shows_no_secret(tmp_path: Path) -> None:
    [provider] = read(tmp_path / "providers.json", {**GIVEN, "groups": {"editors": "editor"}})

    assert (provider.key, provider.domains, provider.groups) == ("institute", ("example.org",), {"editors": "editor"})
    assert "kept" not in repr(provider)
    assert read_providers("CBM_PROVIDERS", "", is_production=True) == ()


def test_the_example_of_the_documents_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    example = text.partition("```json\n")[2].partition("```")[0]

    assert len(read(tmp_path / "providers.json", *json.loads(example))) == 1


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"secret": ""}, "provider 1: “secret” is missing."),
        ({"domain": "example.org"}, "there is no “domain”"),
        ({"domains": "example.org"}, "“domains” is a list of texts."),
        ({"groups": ["editors"]}, "“groups” is an object of texts."),
        ({"name": 7}, "“name” is a text."),
        ({"key": "The Institute"}, "“key” is made of small letters"),
        ({"issuer": "http://login.example.org"}, "“issuer” starts with https://."),
        ({"issuer": f"https://{'a' * 200}"}, "“issuer” has at most 200 characters."),
        ({"domains": ["@Example.org"]}, "“domains” holds names such as example.org"),
        ({"groups": {"editors": "owner"}}, "“groups” gives each group one of reader, contributor, editor"),
    ],
)
def test_a_fault_is_named_by_provider_and_field(tmp_path: Path, wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(named)):
        read(tmp_path / "providers.json", {**GIVEN, **wrong})


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="a JSON list of providers"):
        read_providers("CBM_PROVIDERS", str(tmp_path / "missing.json"), is_production=True)
    with pytest.raises(ImproperlyConfigured, match="a JSON list of objects"):
        read(tmp_path / "providers.json", "institute")
    with pytest.raises(ImproperlyConfigured, match="two providers have the same “key”"):
        read(tmp_path / "providers.json", GIVEN, {**GIVEN, "issuer": "https://other.example.org"})


def test_a_provider_on_this_machine_needs_no_encryption_except_in_production(tmp_path: Path) -> None:
    here = {**GIVEN, "issuer": "http://127.0.0.1:8080"}

    assert read(tmp_path / "providers.json", here, is_production=False)
    with pytest.raises(ImproperlyConfigured, match="https://"):
        read(tmp_path / "providers.json", here)


def test_roles_in_the_file_are_those_of_accounts() -> None:
    assert list(ROLES) == Role.values
