"""Editing the catalogue on pages and through the API: every noun, every column, in both languages."""

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client, RequestFactory

from cbm_tracker.attribution import Actor, acting
from measures.analysis.row_history import row_history
from measures.analysis.translations import translations_of
from measures.errors import NotAllowedError, OwnTranslationError, VersionConflictError
from measures.library.load import load_content
from measures.library.read import parse_library
from measures.models import TEAM, Report, Role, RowChange, Term, TranslationCheck, TranslationState, User, row_number
from measures.operations.batches import Revision
from measures.operations.editing import Noun, add_row, key_name, revise, revise_together, values_of
from measures.operations.nouns import AMBIGUITY, MEASURE, MILESTONE, NOUNS, REPORT, SUBJECT, TERM, all_nouns
from measures.operations.translations import check_translation
from tests.conftest import FIXTURES
from tests.factories import (
    client_of,
    make_ambiguity,
    make_date,
    make_feed,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_subject,
    make_user,
)

pytestmark = pytest.mark.django_db

FERRY = {"term": "Ferry", "definition": "A boat that crosses the strait."}


def make_editor() -> User:
    return make_user(role=Role.EDITOR)


def make_term(report: Report | None = None, *, by: User | None = None, **fields: Any) -> Term:
    return add_row(TERM, report or make_report(), values={**FERRY, **fields}, by=by or make_editor())


def term_sent(by: User, **fields: Any) -> Term:
    """A term that somebody has added on its page, so that the row history knows who."""
    browser, page = Client(), f"/add/terms/?report={make_report('calm').slug}"
    browser.force_login(by)
    browser.post(page, {**fields_of_form(browser.get(page).content.decode()), **FERRY, **fields})
    return Term.objects.get()


def another_value(column: Any, row: Any = None) -> Any:
    """A value that a column may have, other than the present one."""
    found: Any = OTHERS.get(column.name, f"Another {column.name}")
    match column:
        case _ if column.name in OTHERS:
            pass
        case models.ManyToManyField() | models.ForeignKey():
            others = column.related_model._default_manager.exclude(pk=row.pk).order_by("pk")
            key = getattr(others[0], key_name(column.related_model))
            found = [key] if column.many_to_many else key
        case models.BooleanField():
            found = not getattr(row, column.name, True)
        case models.IntegerField():
            found = 1850 if column.name == "first_year" else 7
        case _ if column.choices:
            found = next(code for code, _label in column.flatchoices if code and code != getattr(row, column.name, ""))
        case _ if column.name.endswith("_zh_hans"):
            found = "渡轮"
    return found


OTHERS = {
    "url": "https://example.org/other",
    "due_on": "2027-06",
    "parties": ["NORTHSHORE", "WESTSHORE"],
    "needs_to_complete": ["SOUTHSHORE"],
    "published": "2019-05",
    "levels": {str(level): {"en": f"Step {level}", "zh-hans": f"第{level}步"} for level in range(4)},
    "looked_for": {"en": ["ferry"], "zh-hans": ["渡轮", "轮渡"]},
}


def rows_of_every_noun() -> list[tuple[Noun, Any]]:
    """A row of each noun in one report, with others beside it that it may name."""
    report, editor = make_report(), make_editor()
    measure = make_measure(report)
    make_ambiguity(report), make_subject(report), make_party("SOUTHSHORE"), make_party("WESTSHORE")
    there = {REPORT: report, MEASURE: measure, MILESTONE: make_milestone(measure)}
    above = {"report": report, "measure": measure, "": None}
    return [
        (noun, there[noun] if noun in there else make_row(noun, above[noun.within], editor)) for noun in NOUNS.values()
    ]


def make_row(noun: Noun, above: Any, by: User) -> Any:
    needed = {
        column.name: another_value(column)
        for column in noun.fields
        if not (column.blank or column.has_default() or column.is_relation)
    }
    return add_row(noun, above, values=needed | ({"code": "X1"} if noun.key_of == "code" else {}), by=by)


def fields_of_form(content: str) -> dict[str, Any]:
    """What a form with no change would send: the values that its page shows."""
    form = content[content.index('<form class="stack edit"') :].partition("</form>")[0]
    found: dict[str, Any] = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = "".join(re.findall(r'value="([^"]*)" selected', options))
    for attributes in re.findall(r"<input ([^>]+)>", form):
        each = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        if each["type"] != "checkbox":
            found[each["name"]] = each.get("value", "")
        elif attributes.rstrip("/ ").endswith("checked") or " checked" in attributes:
            found.setdefault(each["name"], []).append(each.get("value", "on"))
    return {name: unescape(value) if isinstance(value, str) else value for name, value in found.items()}


def terms_by_state(term: Term) -> Counter[TranslationState]:
    term.refresh_from_db()
    [states] = translations_of([term], TERM.texts).values()
    return Counter(each.state for each in states)


class TestEveryNoun:
    def test_every_column_of_every_noun_is_revised_and_shown_on_its_page(self):
        browser, editor = Client(), make_editor()
        browser.force_login(editor)
        for noun, row in rows_of_every_noun():
            changes = {column.name: another_value(column, row) for column in noun.fields}

            revise(noun, row, changes=changes, version=1, by=editor)

            row.refresh_from_db()
            assert {name: str(value) for name, value in values_of(noun, row).items()} == {
                name: str(value) for name, value in changes.items()
            }

            page = f"/edit/{noun.name}/{getattr(row, noun.key)}/"
            shown = fields_of_form(browser.get(page).content.decode())
            assert {name: shown[name] for name in noun.texts} == {name: changes[name] for name in noun.texts}
            anew = {f"{name}{ending}": f"{changes[name]}!" for name in noun.texts for ending in ("", "_zh_hans")}

            assert browser.post(page, shown | anew).status_code == 302

            row.refresh_from_db()
            assert {name: str(getattr(row, name)) for name in anew} == anew
            assert row.version == 3


class TestConflicts:
    def test_of_two_editors_on_the_page_neither_loses_anything(self):
        term = make_term(definition_zh_hans="船", note="Old")
        page = f"/edit/terms/{term.key}/"
        browser = Client()
        browser.force_login(make_editor())
        opened = fields_of_form(browser.get(page).content.decode())
        revise(TERM, term, changes={"definition": "Theirs.", "note": "Their note"}, version=1, by=make_editor())

        answer = browser.post(page, opened | {"definition": "Mine.", "definition_zh_hans": "渡船"})

        assert answer.status_code == 409
        content = answer.content.decode()
        assert "Changed meanwhile by somebody else" in content
        assert "Theirs." in content
        shown = fields_of_form(content)
        assert (shown["definition"], shown["definition_zh_hans"], shown["note"]) == ("Mine.", "渡船", "Their note")
        term.refresh_from_db()
        assert term.definition == "Theirs."
        assert browser.post(page, shown).status_code == 302
        term.refresh_from_db()
        assert (term.definition, term.definition_zh_hans, term.note) == ("Mine.", "渡船", "Their note")

    @pytest.mark.parametrize(
        ("noun", "make", "one", "other"),
        [("dates", make_date, "as_worded", "why"), ("feeds", make_feed, "publisher", "publisher_zh_hans")],
    )
    def test_of_two_editors_of_what_has_its_own_page_neither_loses_anything(self, noun, make, one, other):
        row, browser, editor = make(make_report()), Client(), make_editor()
        page = f"/{noun}/{row.key}/edit/"
        browser.force_login(editor)
        opened = fields_of_form(browser.get(page).content.decode())
        revise(all_nouns()[noun], row, changes={"title": "Theirs", other: "Theirs"}, version=1, by=make_editor())

        answer = browser.post(page, opened | {"title": "Mine", one: "Mine"})

        assert answer.status_code == 409
        shown = fields_of_form(answer.content.decode())
        assert (shown["title"], shown[one], shown[other]) == ("Mine", "Mine", "Theirs")
        for _click in range(2):
            saved = browser.post(page, shown)
            assert (saved.status_code, saved["Location"]) == (302, f"/{noun}/{row.key}/")
        row.refresh_from_db()
        assert (row.title, getattr(row, one), getattr(row, other), row.version) == ("Mine", "Mine", "Theirs", 3)

    def test_a_second_click_saves_nothing_twice(self):
        term = make_term()
        browser = Client()
        browser.force_login(make_editor())
        page = f"/edit/terms/{term.key}/"
        sent = fields_of_form(browser.get(page).content.decode()) | {"definition": "Mine."}

        assert [browser.post(page, sent).status_code for _ in range(2)] == [302, 302]

        term.refresh_from_db()
        assert term.version == 2

    def test_what_is_empty_is_said_in_our_words_and_at_its_field(self):
        term = make_term()
        browser = Client()
        browser.force_login(make_editor())
        page = f"/edit/terms/{term.key}/"

        answer = browser.post(page, fields_of_form(browser.get(page).content.decode()) | {"term": ""})

        assert answer.status_code == 400
        assert answer.context["form"].errors == {"term": ["This cannot be empty."]}


class TestAdding:
    def test_a_key_is_made_of_the_english_words_and_is_never_taken_twice(self):
        report, editor = make_report("calm"), make_editor()

        first = make_term(report, by=editor, term="Slow ferry")
        second = make_term(report, by=editor, term="Slow – ferry")

        assert [first.key, second.key] == ["calm-slow-ferry", "calm-slow-ferry-2"]
        assert [first.position, second.position] == [1, 2]

    def test_a_key_is_chosen_on_the_page_and_stays(self):
        report = make_report("calm")
        browser = Client()
        browser.force_login(make_editor())
        page = "/add/terms/?report=calm"
        form = fields_of_form(browser.get(page).content.decode())

        made = browser.post(page, form | FERRY | {"key": "boat"})
        again = browser.post(page, form | FERRY | {"key": "boat"})

        assert made["Location"] == again["Location"] == "/edit/terms/calm-boat/"
        assert report.glossary.get().position == 1
        assert 'name="key"' not in browser.get("/edit/terms/calm-boat/").content.decode()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"key": "a b"}, "key"), ({"key": "ferry"}, "key"), ({"term": ""}, "term"), ({"term": "Ferry"}, "term")],
    )
    def test_what_is_wrong_is_said_at_its_field(self, wrong, field):
        first = make_term()

        with pytest.raises(ValidationError) as refused:
            make_term(first.report, **{"term": "Boat", **wrong})

        assert list(refused.value.message_dict) == [field]
        assert first.report.glossary.count() == 1

    def test_only_editors_add_and_revise(self):
        term, contributor = make_term(), make_user()

        with pytest.raises(NotAllowedError):
            make_term(term.report, by=contributor, term="Boat")
        with pytest.raises(NotAllowedError):
            revise(TERM, term, changes={"definition": "Mine."}, by=contributor)

        assert term.report.glossary.get().version == 1


class TestWithdrawing:
    def test_lists_leave_out_what_was_withdrawn_until_it_is_brought_back(self):
        term, editor = make_term(make_report("calm")), make_editor()
        browser, api = Client(), client_of(editor)
        browser.force_login(editor)
        there = [lambda: "A boat that crosses" in browser.get("/glossary/?report=calm").content.decode()]
        there += [lambda: api.get("/api/v1/terms/?report=calm").json()["results"] != []]
        there += [lambda: api.get("/api/v1/reports/calm/").json()["glossary"] != []]

        browser.post(f"/edit/terms/{term.key}/withdraw/", {"withdraw": ""})

        assert [each() for each in there] == [False, False, False]
        assert "Withdrawn on" in browser.get(f"/edit/terms/{term.key}/").content.decode()
        assert api.get(f"/api/v1/terms/{term.key}/").json()["withdrawn_at"]
        browser.post(f"/edit/terms/{term.key}/withdraw/", {"bring_back": ""})
        assert [each() for each in there] == [True, True, True]

    def test_what_is_withdrawn_on_a_page_of_its_own_or_never_has_no_such_button(self):
        report, browser = make_report(), Client()
        browser.force_login(make_editor())
        for noun, row in (("dates", make_date(report)), ("feeds", make_feed(report)), ("reports", report)):
            page = f"/edit/{noun}/{getattr(row, all_nouns()[noun].key)}/"
            assert "bring it back" not in browser.get(page).content.decode()
            assert browser.post(f"{page}withdraw/", {"withdraw": ""}).status_code == 404


class TestTranslations:
    def test_a_translation_is_a_working_one_until_a_second_reader_signs_it_off(self):
        writer, second = make_editor(), make_user()
        term = term_sent(writer, term_zh_hans="渡轮", definition_zh_hans="船")

        with pytest.raises(OwnTranslationError):
            check_translation(TERM, term, field="term", version=1, by=writer)
        browser = Client()
        browser.force_login(second)
        browser.post(f"/edit/terms/{term.key}/sign-off/", {"field": "term", "version": "1"})

        assert second.name in browser.get(f"/edit/terms/{term.key}/").content.decode()
        assert terms_by_state(term) == {TranslationState.CHECKED: 1, TranslationState.WORKING: 1}
        revise(TERM, term, changes={"term": "Ferries"}, by=writer)
        assert terms_by_state(term) == {TranslationState.WORKING: 2}

    def test_only_a_member_of_the_team_signs_off_whatever_asks_for_it(self):
        term, reader = make_term(term_zh_hans="渡轮"), make_user(role=Role.READER)

        with pytest.raises(NotAllowedError):
            check_translation(TERM, term, field="term", version=1, by=reader)
        assert not TranslationCheck.objects.exists()

        check_translation(TERM, term, field="term", version=1, by=make_user(role=Role.CONTRIBUTOR))
        assert TranslationCheck.objects.exists()

    def test_nobody_signs_off_what_has_changed_since(self):
        term = make_term(term_zh_hans="渡轮")
        revise(TERM, term, changes={"term_zh_hans": "轮渡"}, by=make_editor())

        with pytest.raises(VersionConflictError):
            check_translation(TERM, term, field="term", version=1, by=make_user())


def test_the_history_says_who_changed_what():
    editor = make_editor()
    term = make_term(by=editor)
    revise(TERM, term, changes={"definition": "Longer."}, by=editor)

    changes = row_history(term, TEAM)

    assert [(each.field, each.after.code if each.field else "") for each in changes] == [
        ("definition", "Longer."),
        ("", ""),
    ]
    assert RowChange.objects.filter(table="measures_term", row=row_number(term)).count() == 2


def test_many_are_revised_all_or_none():
    first = make_term()
    second = make_term(first.report, term="Boat")
    changes = [Revision(first.key, 1, {"definition": "New."}), Revision(second.key, 1, {"term": ""})]

    with pytest.raises(ValidationError) as refused:
        revise_together(TERM, changes, by=make_editor())

    assert list(refused.value.message_dict) == ["1.term"]
    assert {term.version for term in Term.objects.all()} == {1}


@pytest.mark.parametrize(
    ("noun", "changes", "field"),
    [
        (AMBIGUITY, {"perceived_by": "NORTHSHORE"}, "perceived_by_basis"),
        (AMBIGUITY, {"bearers": ["NOWHERE"]}, "bearers.0"),
        (AMBIGUITY, {"parent": "calm-A1"}, "parent"),
        (SUBJECT, {"parent": "calm-S1"}, "parent"),
        (SUBJECT, {"looked_for": {"en": [""]}}, "looked_for"),
        (SUBJECT, {"measures": ["calm-M0"]}, "measures.0"),
        (REPORT, {"levels": {"0": {"en": "None"}}}, "levels"),
        (REPORT, {"search_every_days": 0}, "search_every_days"),
    ],
)
def test_a_broken_rule_is_said_at_its_field_and_nothing_changes(noun, changes, field):
    report = make_report("calm")
    make_party()
    rows = {
        AMBIGUITY.name: make_ambiguity(report, "A1"),
        SUBJECT.name: make_subject(report, code="S1", key="calm-S1"),
        REPORT.name: report,
    }

    with pytest.raises(ValidationError) as refused:
        revise(noun, rows[noun.name], changes=changes, by=make_editor())

    assert list(refused.value.message_dict) == [field]
    rows[noun.name].refresh_from_db()
    assert rows[noun.name].version == 1


@pytest.mark.usefixtures("reports")
def test_a_newer_library_leaves_what_people_have_edited_and_a_saved_one_changes_nothing():
    editor = make_editor()
    api = client_of(editor)

    def patch(at: str, **changes: Any) -> None:
        name, _slash, key = at.partition("/")
        noun = NOUNS[name]
        request = RequestFactory().post("/")
        request.user = editor
        with acting(Actor(request=request)):
            revise(noun, noun.model._default_manager.get(**{noun.key: key}), changes=changes, by=editor)

    patch("terms/two-shores-fog-signal", term="Fog horn", withdrawn=False)
    patch("ambiguities/two-shores-N1", title="Our title", bearers=["SOUTHSHORE"])
    patch("reports/two-shores", codebook="Ours.")
    patch("subjects/two-shores-telephone-line", measures=[], looked_for={"en": ["line"]})
    make_party("WESTSHORE", kind="group")
    patch("measures/two-shores-COOP-2", kind="joint", needs_to_complete=["WESTSHORE"])
    patch("measures/two-shores-JOINT-1", parties=["NORTHSHORE", "SOUTHSHORE", "WESTSHORE"])

    load_content(parse_library("again.yaml", (FIXTURES / "two-shores.yaml").read_text(encoding="utf-8")))

    saved = api.get("/api/v1/reports/two-shores/library/").content.decode()
    tallies = load_content(parse_library("saved.yaml", saved))
    assert {kind: tally.differences for kind, tally in tallies.items() if tally.changed or tally.added} == {}
    assert api.get("/api/v1/terms/two-shores-fog-signal/").json()["term"] == "Fog horn"
    ambiguity = api.get("/api/v1/ambiguities/two-shores-N1/").json()
    assert (ambiguity["title"], ambiguity["bearers"]) == ("Our title", ["SOUTHSHORE"])
    assert api.get("/api/v1/reports/two-shores/").json()["codebook"] == "Ours."
    cooperative = api.get("/api/v1/measures/two-shores-COOP-2/").json()
    assert (cooperative["kind"], cooperative["needs_to_complete"]) == ("joint", ["WESTSHORE"])
    assert len(api.get("/api/v1/measures/two-shores-JOINT-1/").json()["parties"]) == 3
    subject = api.get("/api/v1/subjects/two-shores-telephone-line/").json()
    assert (subject["looked_for"], [key for key in subject["touches"] if "-N" not in key]) == ({"en": ["line"]}, [])


def test_what_a_row_names_already_it_keeps_though_that_was_withdrawn():
    report, editor = make_report(), make_editor()
    withdrawn, other = make_ambiguity(report), make_ambiguity(report)
    subject = make_subject(report)
    subject.ambiguities.add(withdrawn)
    revise(AMBIGUITY, withdrawn, changes={"withdrawn": True}, by=editor)
    browser = Client()
    browser.force_login(editor)
    page = f"/edit/subjects/{subject.key}/"
    shown = fields_of_form(browser.get(page).content.decode())

    answer = browser.post(page, shown | {"title": "Ferries", "ambiguities": [withdrawn.key, other.key]})

    assert answer.status_code == 302
    subject.refresh_from_db()
    assert (subject.title, set(subject.ambiguities.all())) == ("Ferries", {withdrawn, other})
    page = f"/edit/subjects/{make_subject(report).key}/"
    shown = fields_of_form(browser.get(page).content.decode())
    assert browser.post(page, shown | {"ambiguities": [withdrawn.key]}).status_code == 400


def test_a_withdrawn_row_is_not_offered_for_its_key_being_part_of_another():
    report, editor = make_report(), make_editor()
    withdrawn, longer = make_subject(report, "A"), make_subject(report, "A1")
    below = make_subject(report, parent=longer)
    revise(SUBJECT, withdrawn, changes={"withdrawn": True}, by=editor)
    browser = Client()
    browser.force_login(editor)

    form = browser.get(f"/edit/subjects/{below.key}/").context["form"]

    assert [key for key, _name in form["parent"].field.choices] == ["", longer.key]
