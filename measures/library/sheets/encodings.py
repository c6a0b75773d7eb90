"""Detects the encoding of a text: by its byte order mark, by validity, then by the language its letters would make."""

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

CHUNK = 1 << 20
UTF_8 = "utf-8-sig"
# Named as Python names them, and as people do; “utf-16” goes by the mark at the beginning.
NAMES = {
    UTF_8: "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "cp874": "TIS-620",
    "cp1251": "Windows-1251",
    "koi8_u": "KOI8-R",
    "cp866": "DOS 866",
    "cp1256": "Windows-1256",
    "cp1255": "Windows-1255",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1258": "Windows-1258",
    "cp1250": "Windows-1250",
    "cp1257": "Windows-1257",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
ENCODINGS = tuple(NAMES)
# Encodings that neither a mark nor validity can prove.
LEGACY = ENCODINGS[ENCODINGS.index("gb18030") :]
MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Guesses use the lines with non-ASCII bytes; so many bytes of them are enough.
MOST_SAMPLED = 1 << 16
LONGEST_SAMPLE = 40
# Guesses whose disorder and likeness to a language differ by less are equally good.
MOST_DISORDER = 0.5
SAME_DISORDER, SAME_LIKENESS = 0.025, 0.05
# Among equally good ones those are preferred by which all bytes beyond ASCII are pairs: by chance they hardly are.
IN_PAIRS = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
# Then that is taken by which all beyond ASCII is what Western texts are written with.
WESTERN = ("cp1252", "mac_roman")
WESTERN_SIGNS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÄÅÆÇÈÉÊËÎÏÑÓÔÖØÙÚÜŒ’‘“”«»–—…•°§©®™€£ ¿¡·")


def encoding_of(path: Path) -> str | None:
    """The encoding that a whole text proves by its mark or by being valid; any other has to be guessed."""
    head = next(chunks(path), b"")
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    is_utf_8 = is_mostly_utf_8(path)
    # Of a text in UTF-16 that would be one in UTF-8 too, nearly every other byte is a zero: any other has strayed in.
    if b"\0" in head and (not is_utf_8 or head.count(0) * 4 > len(head)):
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    return UTF_8 if is_utf_8 else None


def guess_encodings(path: Path) -> dict[str, str]:
    """The most likely encodings of a text, several if they are as likely and read differently, each as it is shown."""
    sample = lines_beyond_ascii(path)
    matches = from_bytes(sample, cp_isolation=list(LEGACY), threshold=MOST_DISORDER)
    best = matches.best()
    likely = {name for match in matches if is_as_good(match, best) for name in match.could_be_from_charset}
    texts = {name: sample.decode(name) for name in LEGACY if name in likely and first_fault(path, name) is None}
    in_pairs = [name for name in IN_PAIRS if name in texts]
    western = [name for name in WESTERN if name in texts and beyond_ascii(texts[name]) <= WESTERN_SIGNS]
    names = {texts[name]: name for name in in_pairs or western or texts}
    return {name: f"{NAMES[name]} (“{words_beyond_ascii(text)}”)" for text, name in names.items()}


def beyond_ascii(text: str) -> set[str]:
    return {letter for letter in text if not letter.isascii()}


def is_as_good(match: CharsetMatch, best: CharsetMatch | None) -> bool:
    return (
        best is not None
        and match.chaos - best.chaos < SAME_DISORDER
        and best.coherence - match.coherence < SAME_LIKENESS
    )


def lines_beyond_ascii(path: Path) -> bytes:
    """The first lines of a text that are not plain ASCII."""
    found = bytearray()
    for chunk in chunks(path):
        for line in chunk.replace(b"\r", b"\n").split(b"\n"):
            if not line.isascii():
                found += line + b"\n"
        if len(found) > MOST_SAMPLED:
            break
    return bytes(found)


def words_beyond_ascii(text: str) -> str:
    """The first words of a text that are not plain ASCII, to show."""
    return " ".join(word for word in re.split(r'[\s,;|"]+', text) if not word.isascii())[:LONGEST_SAMPLE]


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def is_mostly_utf_8(path: Path) -> bool:
    """Whether the text is in UTF-8, but for bytes that are fewer than its characters beyond ASCII.

    Such a text is damaged rather than in another encoding: its first fault is named, and no letter taken for another.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    characters = faults = 0
    for chunk in chain(chunks(path), [b""]):
        text = decoder.decode(chunk, final=not chunk)
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        stray = len(text) - len(text.encode("utf-8", "ignore").decode())
        characters, faults = characters + beyond - stray, faults + stray
    return not faults or characters > faults


def first_fault(path: Path, encoding: str) -> int | None:
    """The first byte of a file, counted from 0, that is not valid in this encoding, if there is one."""
    # A mark is a character of UTF-8 like any other, and so keeps its bytes in the count.
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
    place = 0
    for chunk in chain(chunks(path), [b""]):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return place - waiting + error.start
        place += len(chunk)
    return None
