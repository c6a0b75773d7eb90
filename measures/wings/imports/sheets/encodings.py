"""Detects the encoding of a text: by its mark, by being valid, or because no other makes words of it."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from encodings.aliases import aliases
from functools import lru_cache
from io import IncrementalNewlineDecoder
from itertools import chain, groupby, pairwise
from pathlib import Path
from unicodedata import category, name

CHUNK = 1 << 20
UTF_8 = "utf-8-sig"
# Named as Python names them, and as people do; “utf-16” goes by the mark at the beginning.
NAMES = {
    UTF_8: "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250",
    "cp1254": "Windows-1254",
    "cp1257": "Windows-1257",
    "cp1258": "Windows-1258",
    "cp850": "DOS 850",
    "cp1251": "Windows-1251",
    "koi8_u": "KOI8-R",
    "cp866": "DOS 866",
    "cp1253": "Windows-1253",
    "cp1256": "Windows-1256",
    "cp1255": "Windows-1255",
    "cp874": "TIS-620",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
}
# Encodings that neither a mark nor validity can prove.
LEGACY = tuple(NAMES)[tuple(NAMES).index("cp1252") :]
MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# In none of the encodings above is one of these bytes a part of a longer character.
SEPARATORS = b'\n\r\t ",;'
WORD = re.compile(rb'[^\n\r\t ",;]++')
# So many words are looked at for each byte beyond ASCII, so far into each, and so much is shown of them.
ENOUGH, FAR_ENOUGH, SHOWN = 20, 100, 40
# Of two readings with nearly as many words either may be meant.
NEARLY = 0.1
REPLACED = "\ufffd"
JAPANESE = frozenset(["CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA"])
SCRIPTS = JAPANESE | {"LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI", "HANGUL"}
# These stand at the beginning or the end of a word.
USUAL_SIGNS = frozenset("©®™°€£µªº")


def every_encoding() -> dict[str, str]:
    """Whatever Python can decode, with its name; what people have a name for comes first."""
    named = {codecs.lookup(encoding).name for encoding in (*NAMES, "utf-8")}
    others = [each for each in sorted(set(aliases.values())) if is_for_text(each)]
    return NAMES | {each: each for each in others if codecs.lookup(each).name not in named}


def is_for_text(encoding: str) -> bool:
    try:
        "a".encode(encoding)
    except LookupError:
        return False
    return True


ENCODINGS = every_encoding()


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a text as one encoding has them, and the share of them that are no words."""

    encoding: str
    words: Sequence[str]
    share: float


@dataclass(frozen=True, slots=True)
class FaultyByte:
    """A byte of a file that an encoding does not have: its place, counted from 0, and its line, counted from 1."""

    place: int
    line: int


def encoding_of(path: Path) -> str | None:
    """The encoding that a whole text proves by its mark or by being valid; any other is told by its words."""
    head = next(chunks(path), b"")
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    is_utf_8 = is_mostly_utf_8(path)
    # Of a text in UTF-16 that would be one in UTF-8 too, nearly every other byte is a zero: any other has strayed in.
    if b"\0" in head and (not is_utf_8 or head.count(0) * 4 > len(head)):
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    return UTF_8 if is_utf_8 else None


def likely_readings(path: Path) -> list[Reading]:
    """The readings of a text that make words of it, and UTF-8 even if it does not have each of its bytes."""
    found: list[Reading] = []
    for reading in sorted(readings_of(words_beyond_ascii(path)), key=lambda reading: reading.share):
        if found and reading.share > found[0].share + NEARLY:
            break
        if reading.encoding == UTF_8 or first_fault(path, reading.encoding) is None:
            found.append(reading)
    return found


def readings_of(words: Sequence[bytes]) -> Iterator[Reading]:
    """The different readings of some words, each with the first encoding that gives it."""
    found = set()
    for encoding in (UTF_8, *LEGACY):
        texts = tuple(word.decode(encoding, "replace") for word in words)
        has_some = encoding != UTF_8 or any(letter > "\x7f" and letter != REPLACED for text in texts for letter in text)
        if has_some and texts not in found:
            found.add(texts)
            yield Reading(encoding, texts, sum(not is_word(text[:FAR_ENOUGH]) for text in texts) / len(texts))


def is_sure(readings: Sequence[Reading]) -> bool:
    """Whether there is but one reading, and that makes words."""
    return len(readings) == 1 and readings[0].share <= NEARLY


def distinguishing_words(reading: Reading, readings: Sequence[Reading]) -> str:
    """The words in which a reading differs from the others, to show."""
    at_place = zip(*(each.words for each in readings), strict=True)
    differing = [word for word, texts in zip(reading.words, at_place, strict=True) if len(set(texts)) > 1]
    return " ".join(differing or reading.words)[:SHOWN]


def is_word(text: str) -> bool:
    """Whether letters stand as they do in words: those of one script together, and no odd signs beside them."""
    if any(map(is_strange, text)) or any(is_sign(one) and is_letter(other) for one, other in neighbours(text)):
        return False
    return all(stand_together("".join(letters)) for of_letters, letters in groupby(text, is_letter) if of_letters)


def neighbours(text: str) -> Iterator[tuple[str, str]]:
    for one, other in pairwise(text):
        yield one, other
        yield other, one


def stand_together(letters: str) -> bool:
    """Whether these may follow each other in a word."""
    scripts = set(map(script_of, letters)) - {"COMBINING"}
    if category(letters[0])[0] == "M" or not (len(scripts) == 1 or scripts <= JAPANESE):
        return False
    # In Latin script there are not many in a word that ASCII does not have.
    beyond_ascii = sum(not letter.isascii() for letter in letters)
    if scripts == {"LATIN"} and len(letters) > 3 and beyond_ascii * 4 > len(letters) * 3:
        return False
    return not any(one.islower() and other.isupper() for one, other in pairwise(letters))


def is_letter(sign: str) -> bool:
    kind = category(sign)[0]
    return kind == "M" or (kind == "L" and script_of(sign) in SCRIPTS)


def is_strange(sign: str) -> bool:
    """Whether a sign is one that texts do not have."""
    is_unknown = category(sign)[0] in "CL" and not (sign.isascii() or is_letter(sign) or sign in USUAL_SIGNS)
    return is_unknown or sign == REPLACED


def is_sign(sign: str) -> bool:
    """Whether it is one that does not stand beside letters."""
    return category(sign)[0] == "S" and not sign.isascii() and sign not in USUAL_SIGNS


@lru_cache(maxsize=10_000)
def script_of(letter: str) -> str:
    return re.split("[ -]", name(letter, ""))[0]


def words_beyond_ascii(path: Path) -> list[bytes]:
    """Words of a text that are not plain ASCII: some for each byte beyond it, wherever in the text that is."""
    found: dict[bytes, None] = {}
    times: Counter[int] = Counter()
    settled = bytes(range(128))
    for piece in pieces(path):
        if not piece.translate(None, settled):
            continue
        for word in WORD.findall(piece):
            if wanting := set(word.translate(None, settled)):
                found[word] = None
                times.update(wanting)
                settled += bytes(byte for byte in wanting if times[byte] == ENOUGH)
    return list(found)


def pieces(path: Path) -> Iterator[bytes]:
    """A text in pieces that end between words, unless a word is as long as a piece."""
    rest = b""
    for chunk in chunks(path):
        end = max(chunk.rfind(separator) for separator in SEPARATORS) + 1 or len(chunk)
        yield rest + chunk[:end]
        rest = chunk[end:]
    yield rest


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


def first_fault(path: Path, encoding: str) -> FaultyByte | None:
    """The first byte of a file that is not valid in this encoding, if there is one."""
    # A mark is a character of UTF-8 like any other, and so keeps its bytes in the count.
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
    ends = IncrementalNewlineDecoder(None, translate=True)
    place, line = 0, 1
    for chunk in chain(chunks(path), [b""]):
        waiting = len(decoder.getstate()[0])
        try:
            line += ends.decode(decoder.decode(chunk, final=not chunk)).count("\n")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(error.encoding, "replace")
            return FaultyByte(place - waiting + error.start, line + ends.decode(before).count("\n"))
        place += len(chunk)
    return None
