"""Which encoding a text is in: by its mark, by what is valid, then by which letters the bytes would be."""

import codecs
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO

CHUNK = 1 << 20
UTF_8 = "utf-8-sig"
# Named as Python names them, and as people do; “utf-16” goes by the mark at the beginning.
NAMES = {
    UTF_8: "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "gb18030": "GB 18030",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
ENCODINGS = tuple(NAMES)
MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What stands beyond ASCII in Western texts, most of the time.
COMMON = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÄÅÆÇÈÉÊËÎÏÑÓÔÖØÙÚÜŒ’‘“”«»–—…•°§©®™€£ ¿¡·")
# A text is Chinese where so much of what is not ASCII is pairs of bytes that GB 2312 knows.
MOSTLY = 0.9
FIRST_OF_PAIR, SECOND_OF_PAIR = range(0xA1, 0xF8), range(0xA1, 0xFF)


def encoding_of(stream: IO[bytes]) -> str:
    """The name of the encoding of a text, which is read to its end."""
    stream.seek(0)
    head = stream.read(CHUNK)
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    is_utf_8 = is_mostly_utf_8(stream)
    # Of a text in UTF-16 that would be one in UTF-8 too, nearly every other byte is a zero: any other has strayed in.
    if b"\0" in head and (not is_utf_8 or zeros(head) * 4 > len(head)):
        return "utf-16-be" if zeros(head[::2]) > zeros(head[1::2]) else "utf-16-le"
    if is_utf_8:
        return UTF_8
    if is_chinese(stream):
        return "gb18030"
    return western(stream)


def zeros(head: bytes) -> int:
    return head.count(0)


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk


def is_valid(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks(stream):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_mostly_utf_8(stream: IO[bytes]) -> bool:
    """Whether the text is in UTF-8, but for bytes that are fewer than its characters beyond ASCII.

    Such a text is damaged rather than in another encoding: its first fault is named, and no letter taken for another.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    characters = faults = 0
    for chunk in chain(chunks(stream), [b""]):
        text = decoder.decode(chunk, final=not chunk)
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        stray = len(text) - len(text.encode("utf-8", "ignore").decode())
        characters, faults = characters + beyond - stray, faults + stray
    return not faults or characters > faults


def first_fault(path: Path, encoding: str) -> int:
    """The first byte of a file, counted from 0, that is none of a text in this encoding."""
    # A mark is a character of UTF-8 like any other, and so keeps its bytes in the count.
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
    place = 0
    with path.open("rb") as stream:
        for chunk in chain(chunks(stream), [b""]):
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return place - waiting + error.start
            place += len(chunk)
    return place


def is_chinese(stream: IO[bytes]) -> bool:
    """Whether the text is valid GB 18030, and nearly all of it beyond ASCII is characters in daily use."""
    pairs = others = 0
    for chunk in chunks(stream):
        place = 0
        while place < len(chunk):
            if chunk[place] < 0x80:
                place += 1
            elif chunk[place] in FIRST_OF_PAIR and chunk[place + 1 : place + 2] and chunk[place + 1] in SECOND_OF_PAIR:
                pairs, place = pairs + 2, place + 2
            else:
                others, place = others + 1, place + 1
    return pairs > MOSTLY * (pairs + others) and is_valid(stream, "gb18030")


def western(stream: IO[bytes]) -> str:
    """Windows-1252 or Mac Roman: whichever makes more of the bytes letters and signs in daily use."""
    found: Counter[int] = Counter()
    for chunk in chunks(stream):
        found.update(chunk)

    def common(encoding: str) -> int:
        letters = ((bytes([byte]).decode(encoding, "replace"), count) for byte, count in found.items() if byte > 0x7F)
        return sum(count if letter in COMMON else -count for letter, count in letters)

    return max(("cp1252", "mac_roman"), key=common)
