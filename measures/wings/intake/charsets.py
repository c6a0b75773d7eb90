"""Decodes what came from the web: by its mark, as UTF-8 if it is that, by what is declared, else by its letters.

Bytes may be hostile: only a process of its own decodes them (`measures.confined`).
"""

import codecs
import re

from charset_normalizer import from_bytes
from charset_normalizer.constant import IANA_SUPPORTED

# The first that fits.
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# As in `<?xml encoding="…"`, `<meta charset=…` and `content="text/html; charset=…"`.
DECLARED = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?\s*+([\w.:-]+)""", re.ASCII | re.IGNORECASE)
IN_HEADER = re.compile(r"""charset\s*+=\s*+["']?\s*+([\w.:-]+)""", re.ASCII | re.IGNORECASE)
HEAD, SAMPLE = 4096, 1 << 16
REPLACED = "\ufffd"
# Browsers take these for what they are nearly always meant to be.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "cp1252", "iso8859-1": "cp1252"}
# Servers send this with pages about which they know nothing.
CARELESS = "cp1252"
# Without their mark they are not believed, since a declaration could be read in none of them.
ONLY_BY_MARK = ("utf_16", "utf_32", "utf_7")
DECLARATION = re.compile(r"\A\s*+<\?xml[^<>]*\?>")


def text_without_declaration(body: bytes, content_type: str) -> str:
    """The text of a body, without the line that says in which encoding it was."""
    return DECLARATION.sub("", decode(body, content_type))


def decode(body: bytes, content_type: str) -> str:
    """The text of a body; a byte or two that is not in its encoding does not change what the encoding is."""
    for charset in likely_charsets(body, content_type):
        text = body.decode(charset, "replace")
        if text.count(REPLACED) * 100 <= len(text):
            return text
    guess = from_bytes(body[:SAMPLE]).best()
    return body.decode(guess.encoding if guess else "utf-8", "replace")


def is_utf_8(body: bytes) -> bool:
    """Whether the bytes beyond ASCII are valid UTF-8; those of other encodings hardly ever are for long."""
    text = body.decode(errors="replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii > 0 and text.count(REPLACED) * 100 <= beyond_ascii


def likely_charsets(body: bytes, content_type: str) -> list[str]:
    """The encoding by the mark, or UTF-8 if it is that; else those by the header and by the text itself, and UTF-8."""
    for mark, charset in MARKS.items():
        if body.startswith(mark):
            return [charset]
    if is_utf_8(body):
        return ["utf_8"]
    named = [match[1] for match in [IN_HEADER.search(content_type)] if match]
    named += [match[1].decode() for match in [DECLARED.search(body[:HEAD])] if match]
    known = [*filter(None, map(charset_of, named)), "utf_8"]
    return sorted(known, key=lambda name: name == CARELESS)


def charset_of(name: str) -> str | None:
    """What Python calls an encoding, if it is one for texts."""
    try:
        known_as = codecs.lookup(name).name
    except LookupError:
        return None
    charset = WIDER.get(known_as, known_as).replace("-", "_")
    return charset if charset in IANA_SUPPORTED and not charset.startswith(ONLY_BY_MARK) else None
