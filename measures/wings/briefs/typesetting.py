"""Sets a brief as a PDF in a process of its own: `python -m measures.wings.briefs.typesetting`, from JSON to PDF.

Typst keeps what it has once computed, hundreds of megabytes of it after some dozens of briefs: they end with this
process. What a brief says is data to it, never markup.
"""

import json
import sys
from enum import IntEnum

import typst


class ExitCode(IntEnum):
    """How the process ends, unless something kills it."""

    WELL = 0
    NO_FACE = 3


def main() -> ExitCode:
    request = json.load(sys.stdin.buffer)
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=request["folders"])
    if request["chinese"] not in faces.families():
        return ExitCode.NO_FACE
    pdf = typst.compile(
        request["template"],
        font_paths=faces,
        ignore_system_fonts=True,
        sys_inputs={name: request[name] for name in ("document", "latin", "chinese")},
        pdf_standards="ua-1",
        timestamp=request["moment"],
    )
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return ExitCode.WELL


if __name__ == "__main__":
    sys.exit(main())
