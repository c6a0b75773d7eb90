"""Reads and writes a CBM Tracker by its API."""

from cbm_tracker_client.calls import Call, Rows, Update, Version
from cbm_tracker_client.errors import CbmError, TrackerError, UnreachableError
from cbm_tracker_client.tracker import AsyncTracker, Tracker

__all__ = [
    "AsyncTracker",
    "Call",
    "CbmError",
    "Rows",
    "Tracker",
    "TrackerError",
    "UnreachableError",
    "Update",
    "Version",
]
__version__ = "1.1.0"
