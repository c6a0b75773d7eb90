"""The generated reports of the bench: real journals, the same for the same seed, never in production."""

from datetime import date

import pytest
from django.db import transaction
from django.forms import model_to_dict

from bench.generate import main
from measures.analysis.verification import verify
from measures.models import Assessment, Entry, Evidence, Measure, Owner, Report, Standing, Statement, StatementPlace
from measures.operations.standing import rebuild_standings
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_moment")]


def generate(count: int, *, seed: int = 1) -> Report:
    main([str(count), "--seed", str(seed), "--until", str(TODAY)])
    return Report.objects.get(slug="generated")


def stored() -> list[dict]:
    return [model_to_dict(row) for row in Standing.objects.order_by("measure", "audience")]


def sealed_with(seed: int) -> list[bytes]:
    """The seals of a journal that is generated, and undone."""
    with transaction.atomic():
        generate(20, seed=seed)
        found = Entry.objects.order_by("chain__marking", "sequence").values_list("seal", flat=True)
        seals = [bytes(seal) for seal in found]
        transaction.set_rollback(True)
    return seals


def test_each_generated_measure_has_sources_owners_words_and_five_years_of_journal():
    report = generate(30)

    measures = Measure.objects.whole().filter(report=report)
    assert measures.count() == 30
    assert Evidence.objects.count() == 300
    assert Owner.objects.count() == 90
    assert (Assessment.objects.count(), Statement.objects.count()) == (60, 120)
    assert not Assessment.objects.recorded_of_parties().exists()
    assert {place.on for place in StatementPlace.objects.all()} == set(measures)
    occurred = [entry.occurred.first for entry in Entry.objects.filter(key__startswith=f"{measures[0].key}-")]
    assert max(occurred).year - min(occurred).year >= 4
    assert all(entry.occurred.first <= entry.recorded_on for entry in Entry.objects.all())
    assert Entry.objects.latest("recorded_at").recorded_on <= TODAY


def test_a_thin_one_has_one_development_with_one_source_of_each_measure():
    main(["30", "--thin", "--until", str(TODAY)])

    assert Measure.objects.whole().count() == Entry.objects.count() == Evidence.objects.count() == 30
    assert verify().faults == []


def test_it_says_that_it_is_fictional_in_both_languages():
    report = generate(1)

    assert report.is_fictional
    assert "fictional" in report.title and "虚构" in report.title_zh_hans
    assert report.measures.get().title_zh_hans


def test_its_journal_verifies():
    generate(60)

    findings = verify()

    assert findings.faults == []
    assert {head.marking for head in findings.heads} == {"public", "participants", "internal"}


def test_its_standings_are_what_rebuilding_makes_of_the_journal():
    generate(60)
    before = stored()

    rebuild_standings()

    assert len({row["status"] for row in before}) > 3
    assert stored() == before


def test_the_same_seed_makes_the_same_journal_and_another_seed_another():
    first, again, other = (sealed_with(seed) for seed in (7, 7, 8))

    assert first == again
    assert not set(first) & set(other)


def test_a_short_name_that_is_taken_is_refused():
    generate(1)

    with pytest.raises(SystemExit, match="There is a report “generated” already: choose another short name"):
        generate(1)

    assert Measure.objects.count() == 1


def test_production_is_refused(settings):
    settings.PRODUCTION = True

    with pytest.raises(SystemExit, match="never beside a real record"):
        generate(1)

    assert not Report.objects.exists()


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_only_a_number_of_measures_is_taken(count, capsys):
    with pytest.raises(SystemExit):
        main([count])

    assert "write a number of 1 or more" in capsys.readouterr().err


def test_the_last_day_is_today_unless_it_is_said():
    main(["3"])

    assert Entry.objects.latest("recorded_at").recorded_on > date(2026, 1, 1)
