"""Coding: two members of the team code the same developments, and how far they agree is shown."""
