"""Reads tables of many kinds as rows: what the options leave open is detected, or asked for if it is unclear."""
