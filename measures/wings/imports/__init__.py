"""Imports: tables of measures and what they say, read, asked about, written and undone."""
