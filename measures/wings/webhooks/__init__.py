"""Webhooks: what happened that an address is called for, and the calls.

Each tick notes what happened since a webhook was last looked at (`events.py`): entries by the list of changes, so
that none is missed whatever the order in which transactions end; due days and candidates by the clock. Each is a row
with a number, sent by the machinery that fetches (`calls.py`). What a call may say is asked when it is made.
"""
