"""Signing in: passwords, second factors, passkeys, and identity providers."""
