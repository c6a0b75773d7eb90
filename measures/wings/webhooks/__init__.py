"""Webhooks: what happened that an address is called for, and the calls."""
