"""Coding: two members of the team code the same developments, or a library brings what a second coder gave."""
