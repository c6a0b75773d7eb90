"""No word of the machine reaches a person: every error of every form, and what the operations find in a development."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

import measures.forms
import measures.operations
from measures.forms import acts, bulk, development, keeping, me
from measures.forms.fields import RecordForm
from measures.models import Entry, Report
from measures.wings.digests import forms as reminders
from measures.wings.imports import forms as imports
from tests.factories import make_ambiguity, make_measure, make_milestone, make_report, make_user

MODULES = (acts, bulk, development, imports, keeping, me, reminders, development)
# Codes and names of fields have an underscore; an empty value leaves empty quotation marks behind.
MACHINE = re.compile(r"[a-z]_[a-z]|“”|\"\"|''|‘’|Traceback|NORTHSHORE|SOUTHSHORE")
BAD: list[Any] = [None, "", "§", "official_statement", "x" * 20_000, "1e99", "2024-02-31"]


def is_plain(words: str) -> bool:
    return bool(words.strip()) and not MACHINE.search(words)


def every_form(of: type[RecordForm] = RecordForm) -> Iterator[type[RecordForm]]:
    for form in of.__subclasses__():
        yield form
        yield from every_form(form)


def errors_of(form: type[RecordForm]) -> Iterator[tuple[str, str]]:
    """What each field of a form says of each bad value; what the form offers depends on its reader and is left out."""
    blank = form.__new__(form)
    RecordForm.__init__(blank, {})
    for name, field in blank.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            continue
        for value in bad_values(field):
            try:
                field.clean(value)
            except ValidationError as error:
                yield from ((name, message) for message in error.messages)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("form", list(every_form()), ids=lambda form: form.__name__)
def test_every_error_of_every_field_is_in_plain_words(form: type[RecordForm], language: str) -> None:
    with translation.override(language):
        found = list(errors_of(form))

    assert [each for each in found if not is_plain(each[1])] == []


def bad_values(field: forms.Field) -> list[Any]:
    if isinstance(field, forms.FileField):
        return [None, SimpleUploadedFile("note.exe", b"")]
    return [[value] for value in BAD] if isinstance(field, forms.MultipleChoiceField) else BAD


def messages_in(module: Any) -> Iterator[str]:
    """The messages that stand in the files of a package."""
    for path in Path(module.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext", "gettext_lazy"):
                yield from (each.value for each in node.args if isinstance(each, ast.Constant))


@pytest.mark.parametrize("package", [measures.forms, measures.operations])
def test_no_message_in_the_source_names_a_code_or_a_field(package: Any) -> None:
    texts = [re.sub(r"%\(\w+\)[sd]|\{\w+\}", "x", text) for text in messages_in(package)]

    assert len(texts) > 50
    assert [text for text in texts if not is_plain(text)] == []


@pytest.fixture
def report() -> Report:
    report = make_report()
    make_measure(report, code="M1", parties=("NORTHSHORE",))
    make_milestone(make_measure(report, code="M2", parties=("NORTHSHORE", "SOUTHSHORE")), key="the-milestone")
    make_ambiguity(report, "A1")
    return report


ASSESSMENT = {
    "assessments-0-on": "{report}-M1", "assessments-0-level": "2", "assessments-0-confidence": "moderate",
}  # fmt: skip
STATEMENT = {
    "statements-0-parties": "NORTHSHORE", "statements-0-authority": "leader", "statements-0-voice": "own",
    "statements-0-about": "itself", "statements-0-speaker": "A keeper", "statements-0-quotation": "We wait.",
    "statements-0-quotation_language": "en", "statements-0-speech": "direct", "statements-0-acts": "states",
    "statements-0-translation_by": "ours",
}  # fmt: skip
BEARING = {"bears_on-0-on": "{report}-M1", "bears_on-0-direction": "toward"}
ON_AMBIGUITY = {"bears_on-0-on": "{report}-A1", "bears_on-0-direction": "clearer"}
FAULTY: dict[str, dict[str, Any]] = {
    "nothing at all": {"occurred": "", "title": "", "narrative": ""},
    "no choice that is offered": {
        "track": "side_door", "claim": "no_claim", "language": "tlh", "marking": "top_secret", **BEARING,
        "bears_on-0-about": "NOWHERE", "bears_on-0-direction": "side_ways", "bears_on-0-status": "all_done",
    },
    "a date that may be two": {"occurred": "03/04/2026", **BEARING},
    "a day to come": {"occurred": "25 November 2999", **BEARING},
    "a day too early": {"occurred": "1066", **BEARING},
    "nothing affected": {},
    "a bearing without its direction": {"bears_on-0-on": "{report}-M1"},
    "a direction of the other kind": {**BEARING, "bears_on-0-direction": "clearer"},
    "a direction of the other kind, on an ambiguity": {**ON_AMBIGUITY, "bears_on-0-direction": "away"},
    "a status of an ambiguity": {**ON_AMBIGUITY, "bears_on-0-status": "agreed"},
    "a state of a measure": {**BEARING, "bears_on-0-state": "raised", "bears_on-0-concern": "up"},
    "a status without a source": {**BEARING, "bears_on-0-status": "agreed"},
    "the same twice": {**BEARING, **{name.replace("-0-", "-1-"): value for name, value in BEARING.items()}},
    "an assessment without a level": {**ASSESSMENT, "assessments-0-level": "", "assessments-0-text": "So it is."},
    "an assessment of nothing": {"assessments-0-level": "2", "assessments-0-confidence": "moderate"},
    "an assessment at no level": {**ASSESSMENT, "assessments-0-level": "level_9"},
    "an assessment written before its day": {**ASSESSMENT, "assessments-0-written_on": "2024-07-01"},
    "a statement without all that it needs": {"statements-0-quotation": "We wait."},
    "a statement without a source": STATEMENT,
    "a long quotation": {**STATEMENT, "statements-0-quotation": "word " * 61},
    "a statement that refers to nothing": {**STATEMENT, "statements-0-statement_1": "no-statement"},
    "keys of nothing": {
        **BEARING, **ASSESSMENT, "responds_to": "no-entry", "assessments-0-rests_on": "no-entry",
        "assessments-0-sources": "no-source",
    },
    "a milestone without its state": {"milestones-0-on": "the-milestone"},
    "a milestone of nobody here": {"milestones-0-on": "the-milestone", "milestones-0-state": "met",
                                   "milestones-0-party": "SOUTHSHORE"},
    "a new source without its title": {**BEARING, "sources-0-url": "not an address"},
    "a link that is on no record": {**BEARING, "find": "https://example.org/never-seen"},
    "a source without all that it needs": {**BEARING, "sources-0-title": "A title", "sources-0-publisher": "A paper"},
}  # fmt: skip
SENT = {
    "act": "preview", "occurred": "17 July 2024", "track": "official", "claim": "reported", "language": "en",
    "title": "The ferry was put on hold", "narrative": "The harbour office said so.", "marking": "public",
    "sources-rows": "1", "bears_on-rows": "2", "assessments-rows": "1", "milestones-rows": "1",
    "statements-rows": "1",
    "sources-0-grade": "F", "sources-0-credibility": "6", "sources-0-kind": "press",
}  # fmt: skip


def faults(report: Report, user: Any, fields: dict[str, Any]) -> list[tuple[str, str, str]]:
    client = Client()
    client.force_login(user)
    filled = {name: value.replace("{report}", report.slug) for name, value in fields.items()}
    page = client.post("/log/", {**SENT, "report": report.slug, **filled})
    found: list[tuple[str, str, str]] = page.context["form"].faults
    assert page.status_code in (400, 409)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("fields", FAULTY.values(), ids=FAULTY)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_whatever_is_wrong_with_a_development_is_said_in_plain_words(report, fields, language) -> None:
    found = faults(report, make_user(language=language), fields)

    assert found
    assert [each for each in found if not is_plain(each[2]) or MACHINE.search(each[1])] == []
    assert not Entry.objects.exists()
