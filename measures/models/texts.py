"""Texts in two languages: English is authentic, a missing translation falls back and says so."""

import re
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.translation import get_language

ENGLISH = "en"
CHINESE = "zh-hans"
HAN, WORD = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]+")


class Language(models.TextChoices):
    """The languages the tracker is written in, each named in itself."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


@dataclass(frozen=True, slots=True)
class Words:
    """A text as a reader gets it, with the language it is in."""

    text: str
    lang: str

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text

    @property
    def falls_back(self) -> bool:
        """Whether the reader gets another language than the page's, so that it must be marked with `lang`."""
        return bool(self.text) and self.lang != reading_language()


NO_WORDS = Words("", ENGLISH)


def reading_language() -> str:
    """The language of the page or mail that is being written: ``en`` or ``zh-hans``."""
    return CHINESE if (get_language() or ENGLISH).startswith("zh") else ENGLISH


def choose_words(original: str, chinese: str, original_language: str = ENGLISH) -> Words:
    """Pick the text for the reading language from an original and its Chinese translation."""
    if chinese and reading_language() == CHINESE:
        return Words(chinese, CHINESE)
    return Words(original, original_language)


def bilingual(*names: str) -> list[str]:
    """Columns, each followed by its Chinese."""
    return [column for name in names for column in (name, f"{name}_zh_hans")]


class Bilingual(models.Model):
    """A row whose `field` has its Chinese in `field_zh_hans`."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """What it is called: the first of its texts."""
        return str(self.words(self.bilingual_names()[0]))

    @classmethod
    def bilingual_columns(cls) -> tuple[str, ...]:
        """The bilingual columns, each followed by its Chinese."""
        return tuple(bilingual(*cls.bilingual_names()))

    @classmethod
    @cache
    def bilingual_names(cls) -> tuple[str, ...]:
        """The names of the bilingual fields."""
        names = [field.name for field in cls._meta.concrete_fields]
        return tuple(name for name in names if f"{name}_zh_hans" in names)

    @property
    def original_language(self) -> str:
        return ENGLISH

    def words(self, field: str) -> Words:
        """The text of a field in the reading language, or in its own where there is no translation."""
        return choose_words(getattr(self, field), getattr(self, f"{field}_zh_hans"), self.original_language)


def in_sentence(label: object) -> str:
    """A label within a sentence: without its capital."""
    text = str(label)
    return text[:1].lower() + text[1:]


def language_written(text: str) -> str:
    """In which of the languages a text is mostly written, nothing where it has no words; a Han letter is a word."""
    han, words = len(HAN.findall(text)), len(WORD.findall(text))
    if not han and not words:
        return ""
    return Language.CHINESE if han > words else Language.ENGLISH
