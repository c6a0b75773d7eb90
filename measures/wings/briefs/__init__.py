"""Briefs: the record of a report on one page for somebody's desk, with its sources; and how to cite a row."""
