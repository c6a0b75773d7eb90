"""Dialogue sessions: a rule that is never loosened, a circle that reads, and notes that are sealed without a name."""

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from measures import access
from measures.analysis.sealed_rows import faults_of_note, notes_as_sealed
from measures.analysis.verification import verify
from measures.errors import (
    ItemInUseError,
    LastOrganiserError,
    LooserMarkingError,
    LooserRuleError,
    NotAllowedError,
    NoteNotClearedError,
    NotesNotFinalError,
    NoteStateError,
    RedactedRowError,
    SessionStateError,
    TakenOutError,
    VersionConflictError,
)
from measures.models import (
    AgreedWords,
    AttributionRule,
    Chain,
    CircleMember,
    DialogueSession,
    FollowUp,
    NoteLine,
    PartialDate,
    Redaction,
    Report,
    RowChange,
    SessionNote,
    TokenLimits,
    User,
)
from measures.models.records import value_columns
from measures.operations.checkpoints import sign_heads
from measures.operations.circles import leave_out_of_circle, make_circle, name_in_circle
from measures.operations.clock import clock
from measures.operations.session_notes import (
    NoteLineDraft,
    add_line,
    amend_line,
    clear_note,
    finish_note,
    redact_note,
    show_note,
    strike_line,
    write_note,
)
from measures.operations.sessions import (
    AgendaItemDraft,
    AgreedWordsDraft,
    FollowUpDraft,
    add_follow_up,
    agree_words,
    cancel_session,
    close_session,
    finish_follow_up,
    hold_session,
    plan_session,
    revise_session,
    set_agenda,
    set_rule,
)
from tests.dialogues import (
    QUESTION,
    circle_for,
    final_note,
    held_session,
    items_of,
    organiser_of,
    planned_session,
    session_draft,
    shown_note,
    written_note,
)
from tests.factories import TODAY, give_role, make_ambiguity, make_report, make_representative, make_subject, make_user
from tests.test_digests import MONDAY, texts_of
from tests.test_verification import tamper

pytestmark = pytest.mark.django_db

RULES = list(AttributionRule.values)
PUBLIC_FIELDS = {"rule": "on_the_record", "is_publicly_known": True, "marking": "public", "track": "official"}


class TestCircles:
    def test_whoever_makes_one_organises_it(self) -> None:
        by = make_user()

        circle = make_circle(make_report(), name="Ferry talks", by=by)

        assert access.allows(by, "organise_session", circle)
        assert not access.allows(make_user(role="administrator"), "organise_session", circle)
        with pytest.raises(NotAllowedError):
            make_circle(circle.report, name="Mine", by=make_representative())

    def test_a_report_with_one_is_not_dropped_with_its_table(self) -> None:
        report = make_report()
        assert report in Report.objects.without_content()

        make_circle(report, name="Ferry talks", by=make_user())

        assert report not in Report.objects.without_content()

    def test_those_are_named_who_read_what_is_for_participants(self) -> None:
        circle = circle_for()
        by, other = organiser_of(circle), make_report()
        works_here, works_elsewhere = make_user(role="reader"), make_user(role="reader")
        give_role(works_here, circle.report, "contributor")
        give_role(works_elsewhere, other, "editor")

        for user in (make_representative(), make_user(), works_here):
            name_in_circle(circle, user=user, by=by)

        for nobody in (make_user(role="reader"), works_elsewhere, make_user(is_active=False), None):
            with pytest.raises(ValidationError, match="nobody of this name"):
                name_in_circle(circle, user=nobody, by=by)
        with pytest.raises(ValidationError, match="member of the team"):
            name_in_circle(circle, user=make_representative(), organises=True, by=by)
        with pytest.raises(NotAllowedError):
            name_in_circle(circle, user=make_user(), by=make_user(role="administrator"))
        assert circle.members.count() == 4

    def test_somebody_who_is_left_out_leaves_no_trace_and_the_last_organiser_stays(self) -> None:
        member = make_user()
        circle = circle_for(None, member)
        by = organiser_of(circle)

        leave_out_of_circle(circle, user=member, by=by)

        assert not CircleMember.objects.filter(user=member).exists()
        assert not RowChange.objects.filter(table__contains="circle").exists()
        for act in (
            lambda: leave_out_of_circle(circle, user=by, by=by),
            lambda: name_in_circle(circle, user=by, organises=False, by=by),
        ):
            with pytest.raises(LastOrganiserError):
                act()


def test_the_circle_reads_as_far_as_its_audience_does_and_nobody_else() -> None:
    member, representative, stranger = make_user(), make_representative(), make_user(role="administrator")
    circle = circle_for(None, member, representative)
    for_all, internal = planned_session(circle), planned_session(circle, marking="internal")

    assert set(access.sessions_for(member)) == {for_all, internal}
    assert set(access.sessions_for(representative)) == {for_all}
    assert not access.sessions_for(stranger).exists()
    assert not access.sessions_for(AnonymousUser()).exists()
    member.limits = TokenLimits(audience_name="public")
    assert not access.sessions_for(member).exists()
    assert not access.circles_of(member).exists()


class TestReading:
    def test_whoever_lost_their_role_reads_no_more(self) -> None:
        member = make_user()
        session = planned_session(circle_for(None, member))
        User.objects.filter(pk=member.pk).update(role="reader")

        assert not access.allows(User.objects.get(pk=member.pk), "read_session", session)

    def test_everybody_reads_a_public_session_and_its_final_notes(self) -> None:
        session = held_session(**PUBLIC_FIELDS)
        shown = shown_note(session, of_side="NORTHSHORE")
        final = final_note(session, of_side="SOUTHSHORE").note

        assert list(access.sessions_for(AnonymousUser())) == [session]
        assert list(access.notes_for(AnonymousUser(), session)) == [final]
        assert list(access.notes_for(organiser_of(session.circle), session)) == [shown, final]

    def test_a_draft_is_the_organisers(self) -> None:
        member = make_user()
        session = held_session(circle_for(None, member))
        draft = written_note(session)

        assert not access.notes_for(member, session).exists()

        show_note(draft, on=TODAY, by=organiser_of(session.circle))
        assert list(access.notes_for(member, session)) == [draft]


class TestRules:
    @pytest.mark.parametrize("rule", RULES)
    def test_a_rule_becomes_stricter_only(self, rule: str) -> None:
        session = planned_session(rule="sides_may_be_named")

        with nullcontext() if rule != "on_the_record" else pytest.raises(LooserRuleError):
            set_rule(session, rule=rule, by=organiser_of(session.circle))

        session.refresh_from_db()
        assert session.rule == (rule if rule != "on_the_record" else "sides_may_be_named")

    def test_a_public_session_under_a_stricter_rule_is_for_participants(self) -> None:
        session = planned_session(**PUBLIC_FIELDS)

        set_rule(session, rule="chatham_house", by=organiser_of(session.circle))

        assert not access.sessions_for(AnonymousUser()).exists()

    def test_an_item_has_a_stricter_rule_than_its_session_and_keeps_it(self) -> None:
        session = planned_session(rule="sides_may_be_named")
        by = organiser_of(session.circle)
        [item] = set_agenda(session, [AgendaItemDraft(question=QUESTION, rule="chatham_house")], by=by)
        assert item.rule_in_force == "chatham_house"

        for rule in ("", "on_the_record", "sides_may_be_named"):
            with pytest.raises(ValidationError, match="never looser"):
                set_agenda(session, [AgendaItemDraft(item=item.pk, question=QUESTION, rule=rule)], by=by)
        with pytest.raises(ValidationError, match="never looser"):
            set_agenda(session, [AgendaItemDraft(question=QUESTION, rule="on_the_record")], by=by)

        set_rule(session, rule="chatham_house", by=by)
        item.refresh_from_db()
        assert (item.rule, item.rule_in_force) == ("", "chatham_house")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"month": PartialDate(2026)}, "month"),
            ({"month": PartialDate(2026, 3, 4)}, "month"),
            ({"month": None}, "month"),
            ({"day": date(2026, 3, 4)}, "day"),
            ({"hosts": "An institute"}, "hosts"),
            ({"is_publicly_known": True, "day": date(2026, 4, 4)}, "day"),
            ({"marking": "public"}, "marking"),
            ({"marking": "public", "rule": "on_the_record"}, "marking"),
            ({"marking": "public", "is_publicly_known": True}, "marking"),
            ({"marking": "released:NORTHSHORE"}, "marking"),
            ({"title": " "}, "title"),
            ({"country": ""}, "country"),
            ({"track": "press_analysis"}, "track"),
            ({"rule": ""}, "rule"),
            ({"subjects": ["nothing"]}, "subjects"),
        ],
    )
    def test_what_a_session_may_not_say_is_refused_at_its_field(self, changes: dict[str, Any], field: str) -> None:
        circle = circle_for()

        with pytest.raises(ValidationError) as error:
            plan_session(circle, session_draft(**changes), by=organiser_of(circle))

        assert set(error.value.message_dict) == {field}
        assert not DialogueSession.objects.exists()


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_database_refuses_a_looser_rule_and_what_may_not_be_known_to_everybody() -> None:
    session = held_session(rule="sides_may_be_named")
    by = organiser_of(session.circle)
    [item] = set_agenda(
        session, [AgendaItemDraft(item=items_of(session)[0].pk, question=QUESTION, rule="chatham_house")], by=by
    )
    final_note(session)
    refused = {
        "never loosened": [
            "UPDATE measures_dialoguesession SET rule = 'on_the_record'",
            "UPDATE measures_dialoguesession SET marking = 'public', rule = 'on_the_record'",
            "UPDATE measures_agendaitem SET rule = ''",
        ],
        "check constraint": [
            "UPDATE measures_dialoguesession SET hosts = 'An institute'",
            "UPDATE measures_dialoguesession SET day = '2026-03-04'",
            "UPDATE measures_dialoguesession SET month = '2026-03-04'",
        ],
        "written once": [
            "UPDATE measures_agendaitem SET question = 'Another'",
            "UPDATE measures_noteline SET text = 'Another'",
            "DELETE FROM measures_noteline",
            f"INSERT INTO measures_noteline (id, note_id, item_id) SELECT 1, id, {item.pk} FROM measures_sessionnote",
            "UPDATE measures_sessionnote SET cleared_by = 'neither'",
            "UPDATE measures_sessionnote SET state = 'draft', shown_on = NULL",
            "DELETE FROM measures_sessionnote",
        ],
    }

    for role in ("default", "owner"):
        for message, statements in refused.items():
            for statement in statements:
                with (
                    pytest.raises(IntegrityError, match=message),
                    transaction.atomic(using=role),
                    connections[role].cursor() as cursor,
                ):
                    cursor.execute(statement)


class TestStates:
    def test_a_session_is_planned_held_and_closed(self) -> None:
        session = planned_session()
        by = organiser_of(session.circle)
        set_agenda(session, [AgendaItemDraft(question=QUESTION)], by=by)

        with pytest.raises(SessionStateError):
            written_note(session)
        hold_session(session, on=TODAY, by=by)
        note = shown_note(session)
        with pytest.raises(NotesNotFinalError):
            close_session(session, by=by)
        finish_note(clear_note(note, cleared_by="both", by=by), on=TODAY, by=by)
        close_session(session, by=by)

        for act in (
            lambda: set_agenda(session, [], by=by),
            lambda: cancel_session(session, by=by),
            lambda: revise_session(session, changes={"title": "Another"}, by=by),
        ):
            with pytest.raises(SessionStateError):
                act()

    def test_a_month_that_has_not_begun_holds_no_session(self) -> None:
        session = planned_session(month=PartialDate(TODAY.year + 1, 1))

        with pytest.raises(ValidationError, match="has not begun"):
            hold_session(session, on=TODAY, by=organiser_of(session.circle))

        cancel_session(session, by=organiser_of(session.circle))

    def test_only_an_organiser_changes_it_and_not_over_what_another_wrote(self) -> None:
        member = make_user()
        session = planned_session(circle_for(None, member))

        with pytest.raises(NotAllowedError):
            revise_session(session, changes={"title": "Another"}, by=member)
        changed = revise_session(session, changes={"title": "Fog"}, version=1, by=organiser_of(session.circle))
        assert (changed.title, changed.version) == ("Fog", 2)
        with pytest.raises(VersionConflictError):
            revise_session(session, changes={"title": "Rain"}, version=1, by=organiser_of(session.circle))

    def test_a_marking_is_only_tightened(self) -> None:
        session = planned_session()
        by = organiser_of(session.circle)

        with pytest.raises(LooserMarkingError):
            revise_session(session, changes={"marking": "public"}, by=by)

        assert revise_session(session, changes={"marking": "internal"}, by=by).marking == "internal"


class TestAgenda:
    def test_it_is_ordered_cut_and_added_to(self) -> None:
        session = planned_session()
        by, report = organiser_of(session.circle), session.report
        ambiguity, subject = make_ambiguity(report), make_subject(report)
        first, second = set_agenda(
            session,
            [
                AgendaItemDraft(question="What is fog?", on=ambiguity.key, asks_more_of="NORTHSHORE"),
                AgendaItemDraft(question="What is rain?", on=subject.key),
            ],
            by=by,
        )
        assert (first.on, second.on, first.asks_more_of_id) == (ambiguity, subject, "NORTHSHORE")

        set_agenda(
            session, [AgendaItemDraft(item=second.pk, question="Rain?"), AgendaItemDraft(question="Wind?")], by=by
        )

        assert [item.question for item in items_of(session)] == ["Rain?", "Wind?"]
        assert items_of(session)[0].pk == second.pk

    def test_what_it_names_is_of_its_report(self) -> None:
        session = planned_session()
        elsewhere = make_ambiguity(make_report())
        draft = AgendaItemDraft(
            question="", on=elsewhere.key, asks_more_of="EASTSHORE", item=1, from_follow_up="nothing"
        )

        with pytest.raises(ValidationError) as error:
            set_agenda(session, [draft], by=organiser_of(session.circle))

        fields = {"question", "on", "asks_more_of", "item", "from_follow_up"}
        assert set(error.value.message_dict) == {f"items.0.{name}" for name in fields}

    def test_an_item_with_lines_or_a_follow_up_stays(self) -> None:
        noted, followed = held_session(), held_session()
        written_note(noted)
        [item] = items_of(followed)
        draft = FollowUpDraft(text="Send the chart.", owner="outside", item=item.pk)
        add_follow_up(followed, draft, by=organiser_of(followed.circle))

        for session in (noted, followed):
            with pytest.raises(ItemInUseError):
                set_agenda(session, [], by=organiser_of(session.circle))

    def test_a_question_that_was_sealed_stays_and_may_move(self) -> None:
        session = held_session()
        by, [item] = organiser_of(session.circle), items_of(session)
        final_note(session)

        with pytest.raises(ValidationError, match="has sealed this question"):
            set_agenda(session, [AgendaItemDraft(item=item.pk, question="Another?")], by=by)

        set_agenda(session, [AgendaItemDraft(question="New?"), AgendaItemDraft(item=item.pk, question=QUESTION)], by=by)
        assert [row.question for row in items_of(session)] == ["New?", QUESTION]
        assert verify().faults == []


class TestNotes:
    def test_each_side_has_one_and_the_chairs_one(self) -> None:
        session = held_session()

        north, chairs = written_note(session, of_side="NORTHSHORE"), written_note(session)

        assert written_note(session, "Only rain.", of_side="NORTHSHORE") == north
        assert [line.text for line in north.lines.all()] == ["Only rain."]
        assert {note.of_side_id for note in session.notes.all()} == {"NORTHSHORE", None}
        assert chairs.kind == "chairs_summary"
        with pytest.raises(ValidationError, match="nothing with the key"):
            written_note(session, of_side="EASTSHORE")

    def test_a_side_writes_in_its_own_language(self) -> None:
        session = held_session()
        item, by = items_of(session)[0], organiser_of(session.circle)
        lines = [NoteLineDraft(item=item.pk, part="ideas", text_zh_hans="一口钟。")]

        note = write_note(session, lines, kind="side_note", of_side="SOUTHSHORE", by=by)

        assert [(str(line.words("text")), line.words("text").lang) for line in note.lines.all()] == [
            ("一口钟。", "zh-hans")
        ]
        with pytest.raises(ValidationError, match="cannot be empty"):
            add_line(
                shown_note(session, of_side="NORTHSHORE"), NoteLineDraft(item=item.pk, part="ideas", text=" "), by=by
            )

    def test_a_shown_note_is_amended_and_struck_without_saying_for_whom(self) -> None:
        session = held_session()
        by = organiser_of(session.circle)
        note = shown_note(session, "Both spoke of fog.", "One spoke of rain.")
        fog, rain = note.lines.all()

        amend_line(fog, text="Both spoke of mist.", by=by)
        strike_line(rain, by=by)
        add_line(note, NoteLineDraft(item=fog.item_id, part="ideas", text="A bell."), by=by)

        assert list(note.lines.values_list("text", "is_amended")) == [("Both spoke of mist.", True), ("A bell.", True)]
        with pytest.raises(NoteStateError):
            written_note(session)

    @pytest.mark.parametrize(
        ("cleared_by", "days", "is_final"),
        [("neither", 14, False), ("one", 14, False), ("neither", 15, True), ("both", 0, True)],
    )
    def test_it_is_final_from_the_fifteenth_day_or_once_both_chairs_have_cleared_it(
        self, cleared_by: str, days: int, is_final: bool
    ) -> None:
        session = held_session()
        by = organiser_of(session.circle)
        note = clear_note(shown_note(session), cleared_by=cleared_by, by=by)

        with nullcontext() if is_final else pytest.raises(NoteNotClearedError):
            finish_note(note, on=TODAY + timedelta(days), by=by)

        assert verify().notes == int(is_final)

    def test_a_final_note_is_changed_no_more(self) -> None:
        session = held_session()
        by = organiser_of(session.circle)
        note = final_note(session).note
        [line] = note.lines.all()

        for act in (
            lambda: amend_line(line, text="Another", by=by),
            lambda: strike_line(line, by=by),
            lambda: write_note(session, [], kind="chairs_summary", by=by),
            lambda: finish_note(note, on=TODAY, by=by),
        ):
            with pytest.raises(NoteStateError):
                act()


class TestSeals:
    def test_each_circle_has_a_chain_that_nobody_else_learns_of(self, tmp_path: Any, settings: Any) -> None:
        settings.CBM_SIGNED_HEADS = str(tmp_path / "heads.json")
        session = held_session()
        first, second = final_note(session, of_side="NORTHSHORE"), final_note(session, of_side="SOUTHSHORE")
        other = final_note(held_session())

        sign_heads(at=clock())

        assert [(row.chain_id, row.sequence) for row in (first, second)] == [(first.chain_id, 1), (first.chain_id, 2)]
        assert other.chain_id != first.chain_id
        assert not Chain.objects.visible_to(access.audience_of(organiser_of(session.circle))).exists()
        assert not (tmp_path / "heads.json").exists()
        findings = verify()
        assert (findings.faults, findings.notes) == ([], 3)
        assert {head.circle for head in findings.heads} == {session.circle.key, other.note.session.circle.key}
        assert verify(findings.heads).faults == []

    def test_a_redaction_takes_the_lines_and_leaves_the_chain(self) -> None:
        session = held_session()
        note, later = final_note(session, of_side="NORTHSHORE").note, final_note(session)
        administrator = make_user(role="administrator")
        with pytest.raises(NotAllowedError):
            redact_note(note, by=organiser_of(session.circle), reason="A name stood in it.")

        note = redact_note(note, by=administrator, reason="A name stood in it.")

        assert note.redaction == Redaction.objects.get(kind="note", key=note.key)
        assert not NoteLine.objects.filter(note=note).exists()
        assert bytes(note.sealed.salt) == b""
        findings = verify()
        assert (findings.faults, findings.notes) == ([], 2)
        assert [each.key for each in findings.taken_back] == [note.key]
        assert bytes(later.salt)
        with pytest.raises(RedactedRowError):
            redact_note(note, by=administrator, reason="Again.")

    def test_a_draft_can_be_redacted_too(self) -> None:
        session = held_session()
        note = redact_note(written_note(session), by=make_user(role="administrator"), reason="A name stood in it.")

        assert not note.lines.exists()
        with pytest.raises(RedactedRowError):
            written_note(session)


@pytest.mark.django_db(transaction=True)
def test_what_is_changed_past_the_guards_is_named() -> None:
    session = held_session()
    first, second = final_note(session, of_side="NORTHSHORE").note, final_note(session, of_side="SOUTHSHORE").note
    tamper("UPDATE measures_noteline SET text = 'Both spoke of rain.' WHERE note_id = %s", first.pk)
    tamper("DELETE FROM measures_noteseal WHERE note_id = %s", second.pk)

    found = [(fault.note, fault.what) for fault in verify().faults]

    assert found == [
        (first.key, "what it says is not what was sealed"),
        (second.key, "it is final, and is in no chain"),
    ]


def test_all_that_a_final_note_says_is_sealed() -> None:
    chain = final_note(held_session(), of_side="NORTHSHORE").chain
    not_sealed = {"version"}
    columns = [
        *(("note", name) for name in {*value_columns(SessionNote), "of_side_id"} - not_sealed),
        *(("line", name) for name in value_columns(NoteLine)),
        *(("item", name) for name in ("question", "question_zh_hans")),
        *(("session", "key"), ("circle", "key")),
    ]

    for of, name in columns:
        sealed = notes_as_sealed(chain).get()
        [line] = sealed.note.lines.all()
        session = sealed.note.session
        row = {"note": sealed.note, "line": line, "item": line.item, "session": session, "circle": session.circle}[of]
        setattr(row, name, "another")
        assert list(faults_of_note(sealed, chain)), (of, name)
    assert verify().faults == []


class TestWordsAndFollowUps:
    words = {"text": "Fog is fog.", "text_zh_hans": "雾就是雾。", "authentic": "both"}

    def test_words_are_agreed_on_in_both_languages(self) -> None:
        session = held_session(track="official")
        by = organiser_of(session.circle)

        assert agree_words(session, AgreedWordsDraft(**self.words), by=by).session == session
        with pytest.raises(ValidationError, match="in both languages"):
            agree_words(session, AgreedWordsDraft(**self.words | {"text_zh_hans": ""}), by=by)

    def test_of_experts_only_if_both_chairs_have_cleared_them(self) -> None:
        session = held_session(track="expert")
        by = organiser_of(session.circle)

        with pytest.raises(ValidationError, match="not official"):
            agree_words(session, AgreedWordsDraft(**self.words), by=by)

        agree_words(session, AgreedWordsDraft(**self.words, is_cleared_by_both=True), by=by)
        assert AgreedWords.objects.count() == 1

    def test_a_follow_up_opens_the_next_agenda(self) -> None:
        session = held_session()
        by = organiser_of(session.circle)
        follow_up = add_follow_up(
            session, FollowUpDraft(text="Send the chart.", owner="organisers", due_on=TODAY), by=by
        )
        assert list(access.follow_ups_for(by).due(on=TODAY)) == [follow_up]

        following = planned_session(session.circle)
        [item] = set_agenda(following, [AgendaItemDraft(question="The chart?", from_follow_up=follow_up.key)], by=by)
        finish_follow_up(follow_up, on=TODAY, by=by)

        assert item.from_follow_up == follow_up
        assert not FollowUp.objects.open().exists()
        with pytest.raises(ValidationError):
            add_follow_up(session, FollowUpDraft(text="Ask.", owner="Somebody"), by=by)

    def test_what_somebody_took_out_meanwhile_cannot_be_changed(self) -> None:
        session = held_session(track="official")
        by = organiser_of(session.circle)
        words = agree_words(session, AgreedWordsDraft(**self.words), by=by)
        follow_up = add_follow_up(session, FollowUpDraft(text="Send the chart.", owner="organisers"), by=by)
        line = shown_note(session, "Shown.", of_side="NORTHSHORE").lines.get()
        for row in (words, follow_up, line):
            type(row)._default_manager.filter(pk=row.pk).delete()

        with pytest.raises(TakenOutError):
            agree_words(session, AgreedWordsDraft(**self.words), words=words, by=by)
        with pytest.raises(TakenOutError):
            finish_follow_up(follow_up, on=TODAY, by=by)
        with pytest.raises(TakenOutError):
            amend_line(line, text="Other words.", by=by)

    def test_the_digest_of_its_organisers_says_how_many_are_due_and_nothing_more(self) -> None:
        member = make_user()
        session = held_session(circle_for(None, member), title="Ferries at night")
        by = organiser_of(session.circle)
        for due_on in (MONDAY, MONDAY - timedelta(1), MONDAY + timedelta(1), None):
            add_follow_up(session, FollowUpDraft(text="Send a chart.", owner="outside", due_on=due_on), by=by)

        for text in texts_of(by):
            assert "2 follow-ups are due" in text and "/sessions/follow-ups/" in text
            assert not [word for word in (session.title, session.key, "Send a chart", "Ferry talks") if word in text]
        assert texts_of(member) == ("", "")
