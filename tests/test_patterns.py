"""No pattern of the product takes more than linear time, whatever text it meets."""

import ast
import importlib
import json
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import api
import cbm_tracker
import measures
from measures.analysis.found_words import pattern_of
from measures.analysis.stored_texts import pattern_of_any
from measures.models.fetches import HOST
from measures.wings.intake.items import words_pattern

# Characters of a hostile text, and how many times as long another one is.
SIZE, LONGER = 4_000, 4
# A linear pattern takes so many times as long for the longer text, a quadratic one the square of it.
MOST = 2.5 * LONGER
# Seconds of CPU: for less it is not asked how they grow, and for more nobody waits.
TELLING, LONGEST = 0.01, 3.0
PIECES = (
    " ", "\n", "a", "A1", "1", "1.", "-a", ".", "/", "_", ", ", ":", "<", "<a ", "<!-- -->", "?", "=", '"', "a ", "Aa ",
    "年", "。 ", "a@", "://", "\x00",
)  # fmt: skip
WORDS = re.compile(r"[^\W\d_]{3,}|[<>?!=:/]{2,}")
METHODS = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    # Every place of the text is tried.
    "scan": lambda pattern, text: pattern.findall(text),
}
METHOD_NAMES = "match|fullmatch|search|sub|findall|finditer|split"


class TooSlowError(Exception):
    """A pattern takes longer than is waited for."""


def product() -> Iterator[ModuleType]:
    for package in (api, cbm_tracker, measures):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def compiled_in(value: Any) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from compiled_in([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from compiled_in(each)


def written_in(source: str) -> Iterator[tuple[re.Pattern[Any], str]]:
    """The patterns that stand in calls of `re`, each with the function that is called."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=method), args=[ast.Constant(text), *_]):
                flags = [
                    part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr.isupper()
                ]
                yield re.compile(text, sum(getattr(re, flag) for flag in flags)), method


def in_the_schema(value: Any) -> Iterator[re.Pattern[str]]:
    """The patterns of a JSON schema."""
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield re.compile(value["pattern"])
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from in_the_schema(each)


def made_for_words() -> Iterator[re.Pattern[str]]:
    """Such as are made of words that people give."""
    words = ["lamp", "ABM", "灯塔", "the lamp"]
    yield re.compile(HOST)
    yield re.compile(pattern_of_any(words))
    for word in words:
        yield re.compile(pattern_of(word), re.IGNORECASE)
    if pattern := words_pattern(words):
        yield pattern


def uses_of(name: str, source: str, sources: str) -> set[str]:
    """By which methods a pattern is used: by its name, or in its module as one of several; else it is taken to scan."""
    methods = set(re.findall(rf"\b{name}\.({METHOD_NAMES})\b", sources))
    methods = methods or set(re.findall(rf"\b(?!re\.)[a-z]\w*\.({METHOD_NAMES})\(", source))
    return {method if method in METHODS else "scan" for method in methods or {"search"}}


def all_patterns() -> dict[str, tuple[re.Pattern[Any], set[str]]]:
    """Each pattern of the product, by where it is, with the methods by which it is used."""
    found: dict[str, tuple[re.Pattern[Any], set[str]]] = {}
    modules = {module: Path(str(module.__file__)).read_text(encoding="utf-8") for module in product()}
    sources = "\n".join(modules.values())
    for module, source in modules.items():
        for name, value in vars(module).items():
            for pattern in compiled_in(value):
                used = uses_of(name, source, sources)
                found.setdefault(f"{module.__name__} {pattern.pattern!r}", (pattern, used))
        for pattern, method in written_in(source):
            used = {method if method in METHODS else "scan"}
            found.setdefault(f"{module.__name__} {pattern.pattern!r}", (pattern, used))
    schema = json.loads((Path(measures.__path__[0]) / "library/schema.json").read_text(encoding="utf-8"))
    for pattern in (*in_the_schema(schema), *made_for_words()):
        found.setdefault(repr(pattern.pattern), (pattern, {"scan"}))
    return found


def hostile_texts(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """A piece again and again: any, or a word of the pattern; and after such a word any piece."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    words = list(dict.fromkeys(WORDS.findall(source)))[:5]
    for piece in (*PIECES, *words, *(f"<{word} " for word in words), *(f'{word}="' for word in words)):
        yield piece * (size // len(piece))
    for word in words:
        for piece in (" ", "a"):
            yield word + piece * (size // len(piece))


@contextmanager
def interrupted() -> Iterator[None]:
    """End what takes too long, of which the engine of patterns lets itself be told."""

    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds_for(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """How much of the processor's time it takes."""
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    began = time.process_time()
    METHODS[method](pattern, subject)
    return time.process_time() - began


def slow_text(pattern: re.Pattern[Any], method: str) -> str | None:
    """The beginning of a text for which a pattern takes more than linear time."""
    for text, longer in zip(hostile_texts(pattern, SIZE), hostile_texts(pattern, SIZE * LONGER), strict=True):
        try:
            with interrupted():
                # Of several: another program may have had the processor's caches.
                took = seconds_for(pattern, method, text)
                if took > TELLING:
                    took = min(took, *(seconds_for(pattern, method, text) for _ in range(2)))
                    if seconds_for(pattern, method, longer) > MOST * took:
                        return text[:40]
        except TooSlowError:
            return text[:40]
    return None


def test_every_pattern_is_linear_in_hostile_text() -> None:
    patterns = all_patterns()

    slow = {
        (where, method): text
        for where, (pattern, methods) in patterns.items()
        for method in methods
        if (text := slow_text(pattern, method))
    }

    assert slow == {}
    assert len(patterns) > 60


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (re.compile(r"\A\s*(?:<!--.*?-->\s*)*<html", re.DOTALL), "match"),
        (re.compile(r"\s*<\?xml[^<>]*\?>"), "scan"),
        (re.compile(r"(a+)+b"), "match"),
    ],
    ids=["exponential in comments", "quadratic in blanks", "exponential in a letter"],
)
def test_a_pattern_that_is_not_linear_is_found(pattern: re.Pattern[str], method: str) -> None:
    assert slow_text(pattern, method) is not None
