"""Who codes, and who sees the codes."""

from measures.access import Reader, is_active, is_contributor, is_editor
from measures.wings.coding.models import Coding


def is_coder(reader: Reader, coding: Coding | None) -> bool:
    """One of the two coders, as long as they belong to the team of its report."""
    return is_contributor(reader, coding) and is_active(reader) and (coding is None or coding.is_coded_by(reader))


def is_coder_or_editor(reader: Reader, coding: Coding | None) -> bool:
    return is_coder(reader, coding) or is_editor(reader, coding)
