"""Reads whole numbers of what is sent: forms, addresses, tables."""

# No column of the database holds more.
MOST_DIGITS = 18


def whole_number(text: str) -> int | None:
    """The number that a text of figures stands for; none if it is anything else, such as `²`, or too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
