"""Imports other people's tables as measures: read by a guess, planned row by row, written as one act."""
