"""Passwords of a test run."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickPasswordHasher(Argon2PasswordHasher):
    """Hashes as the tracker does where it runs, with as little memory and time as Argon2 takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
