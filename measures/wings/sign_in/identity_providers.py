"""Identity providers, as the operator has set them up: who signs in at which, and what is believed of what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

# From the one that may do least; `Role` in words of settings, which are read before any model.
ROLES = ("reader", "contributor", "editor", "administrator")


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """A provider of OpenID Connect at which people of some email domains sign in."""

    key: str
    name: str
    issuer: str
    client: str
    secret: str = field(repr=False)
    domains: tuple[str, ...]
    name_zh_hans: str = ""
    scopes: tuple[str, ...] = ("openid", "email")
    parameters: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    groups_claim: str = "groups"
    second_factor: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (get_language() == "zh-hans" and self.name_zh_hans) or self.name

    def is_trusted_for(self, address: str) -> bool:
        """Whether people with this email address sign in here."""
        return address.rpartition("@")[2].lower() in self.domains

    def proves_second_factor(self, claims: Mapping[str, object]) -> bool:
        """Whether somebody has shown more than a password there, in a way that the operator trusts."""
        return not {*texts(claims.get("amr")), *texts(claims.get("acr"))}.isdisjoint(self.second_factor)

    def role_by_groups(self, role: str, claims: Mapping[str, object]) -> str:
        """The role that somebody with this one should have: a role that groups give is for their members only."""
        held = [self.groups[group] for group in texts(claims.get(self.groups_claim)) if group in self.groups]
        given = max(held, key=ROLES.index, default=ROLES[0])
        is_mapped = role in self.groups.values()
        return given if is_mapped or ROLES.index(given) > ROLES.index(role) else role


def texts(claim: Any) -> list[str]:
    """The texts of a claim that is one or several."""
    return [each for each in (claim if isinstance(claim, list) else [claim]) if isinstance(each, str)]
