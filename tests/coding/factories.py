"""Makes codings for tests."""

from typing import Any

from measures.models import Measure
from measures.operations.clock import clock
from measures.wings.coding.models import Coding
from measures.wings.coding.operations import CodeDraft, CodingDraft, finish_coding, open_coding, write_codes
from tests.factories import log, make_evidence, make_user


def make_coding(measure: Measure, *, is_done: bool = False, **fields: Any) -> Coding:
    """A coding of one development of a measure; if it is done, both coders differ on where that points."""
    coders = {"first_coder": make_user(), "second_coder": make_user(), "title": "Trial", **fields}
    entry = log(measure, sources=[make_evidence().key], title="A ferry is laid up")
    coding = open_coding(measure.report, CodingDraft(entries=[entry.key], **coders), by=make_user(role="editor"))
    if is_done:
        for coder, direction in ((coding.first_coder, "toward"), (coding.second_coder, "away")):
            write_codes(coding, [CodeDraft(unit=1, direction=direction, claim="reported", grade="A")], by=coder)
            coding = finish_coding(coding, by=coder, at=clock())
    return coding
