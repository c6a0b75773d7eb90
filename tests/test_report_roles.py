"""A role for one report: there its user is of the team, in every other report they are what any reader is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import Q

from measures import access
from measures.errors import NotAllowedError
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    TEAM,
    Entry,
    Evidence,
    Measure,
    Report,
    ReportRole,
    RowChange,
    TokenLimits,
    User,
)
from measures.models.markings import Audience
from measures.models.records import OF_REPORT, readable_by
from measures.operations.accounts import give_report_role, revise_user
from measures.operations.clock import clock
from measures.operations.redactions import redact_entry
from measures.wings.digests.models import Digest
from measures.wings.digests.recipients import recipients_of
from measures.wings.intake.sections import candidates_waiting, failing_feeds
from tests.factories import (
    TODAY,
    client_of,
    get,
    give_role,
    log,
    make_candidate,
    make_capture,
    make_date,
    make_evidence,
    make_feed,
    make_measure,
    make_milestone,
    make_participant,
    make_report,
    make_user,
    standing,
)
from tests.readings import Reader

ORDINARY = (PUBLIC, PARTICIPANTS, TEAM)
BOUNDED = [model for model in apps.get_app_config("measures").get_models() if hasattr(model, "bounded_by")]


@pytest.mark.parametrize("audience", ORDINARY, ids=lambda each: each.name)
def test_whoever_has_no_role_for_one_report_reads_by_the_conditions_of_ever(audience: Audience) -> None:
    for model in BOUNDED:
        bounds = [
            bound for bound in model.bounded_by if not (audience.reads_every_report and bound.endswith(OF_REPORT))
        ]
        assert readable_by(model, audience, "at__") == Q(*((f"at__{bound}__in", audience.markings) for bound in bounds))
    assert audience.reads("report", "marking") == Q(marking__in=audience.markings)
    assert audience.within(1) is audience


class TestAudience:
    HERE = Audience("public", PUBLIC.markings, in_reports=((1, TEAM),))

    def test_it_is_another_in_the_report_alone(self) -> None:
        assert [self.HERE.within(report) for report in (1, 2, None)] == [TEAM, PUBLIC, PUBLIC]
        assert self.HERE.may_read("internal", 1)
        assert not self.HERE.may_read("internal", 2)
        assert not self.HERE.may_read("internal")
        assert not self.HERE.reads_every_report

    def test_what_is_sent_is_for_participants_at_most_in_each_part(self) -> None:
        assert self.HERE.at_most(PARTICIPANTS).in_reports == ((1, PARTICIPANTS),)
        assert self.HERE.at_most(PUBLIC) == PUBLIC

    def test_of_two_audiences_the_narrower_is_what_they_share(self) -> None:
        for place, audience in enumerate(ORDINARY):
            for wider in ORDINARY[place:]:
                assert audience.at_most(wider) == wider.at_most(audience) == audience

    def test_its_signature_tells_whose_report_it_is(self) -> None:
        other = Audience("public", PUBLIC.markings, in_reports=((2, TEAM),))

        assert len({PUBLIC.signature, self.HERE.signature, other.signature}) == 3
        assert PUBLIC.signature == "public"


@pytest.fixture
def here(db: None) -> Report:
    return make_report("here")


@pytest.fixture
def there(db: None) -> Report:
    return make_report("there")


def rows_of(report: Report, marking: str) -> tuple[Measure, Entry, Evidence]:
    source = make_evidence(marking=marking)
    measure = make_measure(report, marking=marking)
    return measure, log(measure, sources=[source.key], marking=marking), source


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_its_user_reads_all_of_that_report_and_of_others_what_is_public(here: Report, there: Report, role: str) -> None:
    rows = {(report, marking): rows_of(report, marking) for report in (here, there) for marking in TEAM.markings}
    audience = access.audience_of(give_role(make_user(role="reader"), here, role))

    for (report, marking), (measure, entry, source) in rows.items():
        is_seen = report == here or marking == "public"
        assert Measure.objects.visible_to(audience).filter(pk=measure.pk).exists() == is_seen
        assert Entry.objects.visible_to(audience).filter(pk=entry.pk).exists() == is_seen
        assert Evidence.objects.visible_to(audience).filter(pk=source.pk).exists() == is_seen
        assert Evidence.objects.marked_for(audience).filter(pk=source.pk).exists() == is_seen


def test_one_list_has_the_standing_of_each_report(here: Report, there: Report) -> None:
    inside, outside = (make_measure(report) for report in (here, there))
    for measure in (inside, outside):
        log(measure, marking="internal", sources=[make_evidence(marking="internal").key], status="agreed")
    audience = access.audience_of(give_role(make_user(role="reader"), here))

    seen = {row.pk: row.standing.status for row in Measure.objects.seen_by(audience)}

    assert seen == {inside.pk: "agreed", outside.pk: ""}


class TestActs:
    def test_they_are_done_in_that_report_alone(self, here: Report, there: Report) -> None:
        editor = give_role(make_user(role="reader"), here)
        inside, outside = (make_measure(report) for report in (here, there))

        for act in ("log_development", "add_measure", "revise_measure", "read_candidates", "read_feeds", "add_date"):
            assert access.allows(editor, act, inside)
            assert not access.allows(editor, act, outside)
            assert not access.allows(editor, act)
            assert access.allows_somewhere(editor, act)

    def test_what_is_of_the_whole_tracker_asks_for_the_role_in_all_reports(self, here: Report) -> None:
        editor = give_role(make_user(role="reader"), here)

        for act in (*access.of_the_whole_tracker(), "load_report", "manage_users", "redact_entry"):
            assert not access.allows(editor, act)
            assert not access.allows_somewhere(editor, act)
        assert not access.allows(editor, "import_table", here)

    def test_a_contributor_there_edits_nothing(self, here: Report) -> None:
        contributor = give_role(make_user(role="reader"), here, "contributor")

        assert access.allows(contributor, "log_development", here)
        assert not access.allows(contributor, "revise_measure", make_measure(here))

    def test_a_contributor_of_all_reports_may_be_editor_of_one(self, here: Report, there: Report) -> None:
        user = give_role(make_user(), here)

        assert access.audience_of(user) == TEAM
        assert access.allows(user, "revise_measure", make_measure(here))
        assert not access.allows(user, "revise_measure", make_measure(there))
        assert access.allows(user, "log_development", there)

    def test_a_source_is_reviewed_by_those_of_all_reports_that_cite_it(self, here: Report, there: Report) -> None:
        editor = give_role(make_user(role="reader"), here)
        ours, shared, uncited = (make_evidence() for _ in range(3))
        log(make_measure(here), sources=[ours.key, shared.key])
        log(make_measure(there), sources=[shared.key])

        assert [access.allows(editor, "review_evidence", source) for source in (ours, shared, uncited)] == [
            True,
            False,
            False,
        ]
        assert access.reviewable_among(editor, [ours, shared, uncited]) == [ours]
        assert list(Evidence.objects.filter(access.reviewable_by(editor))) == [ours]

    def test_the_copies_of_sources_are_theirs_where_the_report_cites_them(self, here: Report, there: Report) -> None:
        editor = give_role(make_user(role="reader"), here)
        ours, theirs = make_evidence(), make_evidence()
        log(make_measure(here), sources=[ours.key])
        log(make_measure(there), sources=[theirs.key])

        assert access.allows(editor, "read_capture", ours)
        assert not access.allows(editor, "read_capture", theirs)


class TestLimits:
    def limited(self, user: User, **limits: object) -> User:
        user = User.objects.get(pk=user.pk)
        user.limits = TokenLimits(**limits)  # type: ignore[arg-type]
        return user

    def test_a_token_for_a_report_is_for_that_alone(self, here: Report, there: Report) -> None:
        user = self.limited(make_user(role="administrator"), report_id=here.pk)

        assert access.audience_of(user) == Audience("public", PUBLIC.markings, in_reports=((here.pk, TEAM),))
        assert access.allows(user, "revise_measure", make_measure(here))
        assert not access.allows(user, "revise_measure", make_measure(there))
        for act in ("manage_users", "keep_secret_url", "set_reminders", "import_table"):
            assert not access.allows(user, act, user)
        assert access.allows_somewhere(user, "add_measure")
        assert not access.allows(user, "add_measure")

    def test_one_for_a_report_where_its_user_has_no_role_reads_what_is_public(
        self, here: Report, there: Report
    ) -> None:
        user = self.limited(give_role(make_user(role="reader"), here), report_id=there.pk)

        assert access.audience_of(user) == PUBLIC
        assert not access.allows_somewhere(user, "add_measure")

    @pytest.mark.parametrize("name", ["public", "participants"])
    def test_a_token_for_fewer_readers_reads_as_they_do_and_does_nothing(self, here: Report, name: str) -> None:
        user = self.limited(make_user(role="editor"), audience_name=name)

        assert access.audience_of(user).name == name
        for act in access.rules():
            assert not access.allows(user, act, here)
            assert not access.allows_somewhere(user, act)

    def test_a_token_for_the_own_audience_takes_nothing_away(self, here: Report) -> None:
        user = self.limited(make_user(role="editor"), audience_name="team")

        assert access.audience_of(user) == TEAM
        assert access.allows(user, "add_measure", here)

    def test_a_participant_reads_as_the_team_in_a_report_and_as_a_participant_elsewhere(self, here: Report) -> None:
        user = give_role(make_participant(), here)

        assert access.audience_of(user) == replace(PARTICIPANTS, in_reports=((here.pk, TEAM),))


class TestGuard:
    def test_the_database_refuses_one_of_whom_it_is_not_for(self, here: Report) -> None:
        user = make_user(role="administrator")

        ReportRole.objects.create(user=user, report=here, role="editor", given_by=user)

        with pytest.raises(IntegrityError, match="no role for one report"):
            connection.check_constraints()

    def test_whoever_becomes_administrator_has_it_no_longer(self, here: Report) -> None:
        user = give_role(make_user(role="reader"), here)
        by = make_user(role="administrator")

        revise_user(user, changes={"role": "administrator"}, by=by)

        assert not user.report_roles.exists()
        with pytest.raises(ValidationError, match="no role for one report"):
            give_report_role(user, here, role="editor", by=by)

    def test_it_is_given_changed_and_taken_back_and_the_history_says_so(self, here: Report) -> None:
        user, by = make_user(role="reader"), make_user(role="administrator")

        for role in ("contributor", "editor", "editor", ""):
            give_report_role(user, here, role=role, by=by)

        changes = RowChange.objects.filter(table="measures_reportrole").order_by("pk")
        assert [((row.before or {}).get("role"), (row.after or {}).get("role")) for row in changes] == [
            (None, "contributor"),
            ("contributor", "editor"),
            ("editor", None),
        ]
        assert not user.report_roles.exists()

    def test_only_administrators_give_it(self, here: Report) -> None:
        with pytest.raises(NotAllowedError):
            give_report_role(make_user(role="reader"), here, role="editor", by=make_user(role="editor"))


WORD = "hiddenzebra"


def hide_rows_in(report: Report) -> None:
    """Rows of every kind in a report that only its team, or participants, may read; all have one word in common."""
    measure = make_measure(report, marking="internal", title=f"{WORD} measure")
    source = make_evidence(marking="internal", title=f"{WORD} source")
    make_capture(make_evidence(title="Public"), text=f"{WORD} copy")
    log(measure, sources=[source.key], marking="internal", title=f"{WORD} entry", narrative=WORD)
    log(make_measure(report), marking="participants", title=f"{WORD} entry", narrative=WORD)
    make_milestone(measure, title=f"{WORD} milestone")
    make_date(report, marking="internal", title=f"{WORD} date")
    make_feed(report, title=f"{WORD} feed", failing_since=clock() - timedelta(days=30))
    make_candidate(report, title=f"{WORD} candidate")


def test_nothing_of_another_report_is_in_any_answer(here: Report, there: Report) -> None:
    """Not a row, a file, a count, a candidate or a digest: each is answered as to a reader without any role."""
    make_measure(here, title="Ferries here")
    log(make_measure(there, title="Ferries there"), sources=[make_evidence().key])
    make_feed(here)
    editor = give_role(make_user(role="reader"), here)
    hide_rows_in(there)
    addresses = Reader(access.audience_of(editor), editor).addresses(there)

    answers = Reader(access.audience_of(editor), editor).answers(addresses)

    assert [address for address, answer in answers.items() if WORD.encode() in answer] == []
    of_there = [address for address in addresses if address.startswith("/api/") and f"report={there.slug}" in address]
    as_any_reader = Reader(PUBLIC, make_user(role="reader")).answers(of_there)
    assert {address: answers[address] for address in of_there} == as_any_reader


def test_its_user_reads_there_what_the_team_does(here: Report) -> None:
    hide_rows_in(here)
    editor = client_of(give_role(make_user(role="reader"), here))

    for address in ("measures", "entries", "evidence", "milestones", "dates"):
        answer = editor.get(f"/api/v1/{address}/", {"report": here.slug} if address != "evidence" else {})
        assert WORD.encode() in answer.getvalue(), address


def test_no_count_tells_that_an_internal_source_of_another_report_replaces_one(here: Report, there: Report) -> None:
    replaced, measure = make_evidence(), make_measure(here)
    log(measure, sources=[replaced.key])
    newer = make_evidence(replaces=replaced, marking="internal")

    log(make_measure(there), sources=[newer.key], marking="internal")

    client = client_of(give_role(make_user(role="reader"), here))
    assert get(f"measures/{measure.key}/", client)["standing"]["sources_toward"] == 1
    cited = log(measure, sources=[newer.key], marking="internal", direction="away")
    assert balance(measure) == (0, 1)
    redact_entry(cited, by=make_user(role="administrator"), reason="R")
    assert balance(measure) == (1, 0)


def balance(measure: Measure) -> tuple[int, int]:
    """The sources toward and away that the team reads."""
    row = standing(measure, "team")
    return row.sources_toward, row.sources_away


def test_what_came_in_elsewhere_is_in_no_digest(here: Report, there: Report) -> None:
    editor = give_role(make_user(role="reader"), here)
    for report in (here, there):
        make_candidate(report)
        make_feed(report, title=report.slug, failing_since=clock() - timedelta(days=30))
    digest = Digest(recipient=editor, due_on=TODAY, covers_since=clock() - timedelta(days=7), claimed_at=clock())
    [follower] = recipients_of([digest])

    assert follower.shared.read_once(candidates_waiting) == 1
    assert [feed.title for feed in follower.shared.read_once(failing_feeds)] == ["here"]
