"""The Chinese catalogue holds all that the source says, and Chinese pages show it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from inspect import cleandoc
from io import BytesIO
from itertools import chain
from pathlib import Path
from pkgutil import walk_packages

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.contrib import admin
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import override
from django.utils.translation.template import templatize

import measures
from measures.errors import BusyError, RuleError, SpokenError, TooManyMeasuresError
from measures.forms.development import EntryForm
from measures.lists.accounts import TokenSerializer
from measures.lists.entries import EntrySerializer
from measures.models import Language, MarkState, Provenance
from measures.operations import redactions
from measures.operations.nouns import NOUNS
from measures.templatetags.record import party_name
from measures.wings.imports.models import ImportState
from tests.factories import make_user
from tests.markup import compact
from tests.servers import ROOT

CHINESE = "zh-hans"
PACKAGES = ("api", "cbm_tracker", "measures")
TEMPLATES = {".html", ".txt"}
IN_CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (*IN_CONTEXT, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<\w+>")
# What may stand in Latin letters on a Chinese page of the fictional report: names, addresses, keys, codes, seals.
LATIN = re.compile(
    r"CBM Tracker|Ctrl|Enter|API|PDF|CSV|SVG|XLSX|JSONL|UTC|English|25MB|https?://[!-~]+|example\.org[/\w.-]*|two-shores[\w-]*"
    r"|(?<![A-Za-z])[A-Z]+-?\d+(?![A-Za-z\d])|[0-9a-f]{16}…"
)
# Each is named in itself.
UNTRANSLATED = {Language}

type Key = tuple[str, str]


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file)


def messages_of_source() -> set[Key]:
    """What `makemessages` would find, by context and text."""
    # Which errors there are is known once the modules that have them are there.
    for module in walk_packages(measures.__path__, "measures."):
        import_module(module.name)
    paths = chain.from_iterable((ROOT / package).rglob("*") for package in PACKAGES)
    return set(chain.from_iterable(messages_of(path) for path in paths)) | {
        ("", message_of(rule)) for rule in (*rules(BusyError), *rules(), TooManyMeasuresError)
    }


def messages_of(path: Path) -> Iterator[Key]:
    if path.suffix in TEMPLATES:
        # Django makes a template look like Python; its indentation says nothing.
        source = re.sub(r"(?m)^\s+", "", templatize(path.read_text(encoding="utf-8")))
    elif path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
    else:
        return
    for _, found, _, context in extract("python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"}):
        yield context or "", found if isinstance(found, str) else found[0]


def rules(rule: type[SpokenError] = RuleError) -> Iterator[type[SpokenError]]:
    """The errors that say which rule was broken, or all that are narrower than another."""
    yield rule
    for narrower in rule.__subclasses__():
        yield from rules(narrower)


def message_of(rule: type[SpokenError]) -> str:
    return cleandoc(rule.__doc__ or "")


def forms_of(message: Message) -> tuple[str, ...]:
    """The text of a message, and its plural if it has one."""
    return message.id if isinstance(message.id, tuple) else (message.id,)


def chinese_of(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_the_catalogue_holds_what_the_source_says_and_nothing_else(catalogue):
    kept = {(message.context or "", forms_of(message)[0]) for message in entries(catalogue)}

    words = messages_of_source()

    assert sorted(words - kept) == []
    assert sorted(kept - words) == []


def test_everything_is_translated(catalogue):
    unfinished = [message.id for message in entries(catalogue) if message.fuzzy or not all(chinese_of(message))]

    assert unfinished == []
    assert not catalogue.fuzzy
    assert catalogue.num_plurals == 1


def test_a_translation_keeps_the_placeholders(catalogue):
    def placeholders(texts: tuple[str, ...]) -> set[str]:
        return set(PLACEHOLDER.findall(" ".join(texts)))

    wrong = [
        message.id
        for message in entries(catalogue)
        if placeholders(forms_of(message)) != placeholders(chinese_of(message))
    ]

    assert wrong == []


def test_punctuation_is_chinese(catalogue):
    """Beside a Chinese character stands no narrow punctuation and no blank."""
    foreign = re.compile(r"[\u4e00-\u9fff][ ,.;:!?()]|[ ,.;:!?()][\u4e00-\u9fff]")

    wrong = [text for message in entries(catalogue) for text in chinese_of(message) if foreign.search(text)]

    assert wrong == []


@pytest.mark.parametrize("rule", [*rules(BusyError), *rules(), TooManyMeasuresError])
def test_a_broken_rule_is_told_in_chinese(catalogue, rule):
    with override(CHINESE):
        found = str(rule())

    assert found == catalogue.get(message_of(rule)).string != ""


def choices() -> list[type[TextChoices] | type[IntegerChoices]]:
    every = (*TextChoices.__subclasses__(), *IntegerChoices.__subclasses__())
    return [each for each in every if each.__module__.startswith("measures.") and each not in UNTRANSLATED]


@pytest.mark.parametrize("choice", choices(), ids=lambda choice: choice.__name__)
def test_what_can_be_chosen_is_called_by_a_chinese_name(choice):
    with override("en"):
        english = list(map(str, choice.labels))
    with override(CHINESE):
        chinese = list(map(str, choice.labels))

    assert [label for label in chinese if label in english] == []
    assert len(set(chinese)) == len(chinese)


def test_what_pages_name_in_the_plural_says_its_plural():
    shown = {*redactions.catalogue().values(), *(noun.model for noun in NOUNS.values()), *admin.site._registry}
    models = {model for model in shown if model._meta.app_label == "measures"}

    assert {model for model in models if "verbose_name_plural" not in model._meta.original_attrs} == set()


def test_what_means_two_things_has_two_names_in_chinese():
    headings = EntrySerializer.Meta.columns
    with override(CHINESE):
        assert party_name({}, "independent") == "本站评估"
        assert Provenance.OUR_READING.label == "本站解读"
        assert TokenSerializer.Meta.columns["name"] == "名称"
        assert (MarkState.UNDONE.label, ImportState.UNDONE.label) == ("达成后逆转", "已撤销")
        assert headings["responds_to"] == "所回应的条目"


def test_a_list_calls_what_is_entered_by_the_name_in_its_form():
    headings = EntrySerializer.Meta.columns
    labels = {name: field.label for name, field in EntryForm.base_fields.items()}

    names = ("title", "title_zh_hans", "narrative", "narrative_zh_hans", "responds_to")

    assert {name: headings[name] for name in names} == {name: labels[name] for name in names}


class VisibleText(HTMLParser):
    """Collects the texts of a page, and those of its attributes, that are in the page's own language."""

    ATTRIBUTES = ("alt", "aria-label", "data-auto", "data-dark", "data-label", "data-light", "title")
    UNREAD = ("code", "script", "style")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.unread = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if not self.unread and (tag in self.UNREAD or values.get("lang") == "en"):
            self.unread = tag
        self.texts += [text for name in self.ATTRIBUTES if (text := values.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unread:
            self.unread = ""

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.texts.append(data)


def not_chinese(page: str) -> list[str]:
    """The texts of a page with words in Latin letters that are no names, keys, codes or addresses."""
    reader = VisibleText()
    reader.feed(page)
    return [text.strip() for text in reader.texts if re.search("[A-Za-z]{2}", LATIN.sub("", text))]


@pytest.mark.parametrize(
    "address",
    [
        "/?report=two-shores",
        "/?report=two-shores&as_of=2025&known_at=2026",
        "/measures/?report=two-shores&status=in_progress",
        "/measures/two-shores-NORTH-1/",
        "/ambiguities/?report=two-shores",
        "/ambiguities/two-shores-N1/",
        "/journal/?report=two-shores",
        "/journal/two-shores-EV-14/",
        "/sources/?report=two-shores",
        "/sources/two-shores-SRC-01/",
        "/reports/two-shores/",
        "/glossary/?report=two-shores",
        "/sources/new/",
        "/addresses/?filters=",
        "/reviews/",
        "/sources/two-shores-SRC-01/edit/",
        "/log/?measure=two-shores-NORTH-1",
        "/milestones/two-shores-NORTH-1-M1/",
        "/measures/two-shores-NORTH-1/owners/",
        "/nothing/",
    ],
)
@pytest.mark.usefixtures("reports")
def test_a_chinese_page_shows_no_english_words(client, address):
    client.force_login(make_user(name="韩梅", role="editor"))
    client.cookies["django_language"] = CHINESE

    page = client.get(address).content.decode()

    assert '<html lang="zh-Hans">' in compact(page)
    assert not_chinese(page) == []


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
@pytest.mark.django_db
def test_a_chinese_account_page_shows_no_english_words(client, address):
    client.cookies["django_language"] = CHINESE

    assert not_chinese(client.get(address).content.decode()) == []
