"""Reads and writes a CBM Tracker by its API."""

from cbm_tracker_client.connection import TrackerError, UnreachableError
from cbm_tracker_client.tracker import Report, Tracker

__all__ = ["Report", "Tracker", "TrackerError", "UnreachableError"]
