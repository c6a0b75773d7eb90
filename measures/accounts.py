"""Accounts: a user is invited by an administrator, never signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Login, logout and password reset; no self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
