"""Machines that act on a small record in any order, and a plain model of what should be read of it then."""
