"""What the tests of the core are told of codings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from measures.models import Measure, Report, User
from measures.operations.clock import clock
from measures.wings.coding.models import Coding, SecondCoding, Settlement
from tests.coding.factories import make_coding
from tests.factories import TODAY, make_measure, make_user
from tests.wings import Edited, WingSamples


def keys_of_codings() -> list[str]:
    return list(Coding.objects.order_by("pk").values_list("key", flat=True))


def edited_coding() -> Edited:
    row = make_coding(make_measure())
    return f"/codings/{row.key}/edit/", "title", make_user(role="editor")


class CodingSamples(WingSamples):
    pages = {
        "codings": ["/codings/?report=two-shores"],
        "coding": ["/codings/{coding}/", "/codings/{open_coding}/"],
        "new_coding": ["/codings/new/?report=two-shores"],
        "code_unit": ["/codings/{open_coding}/code/1/"],
        "settle_difference": ["/codings/{coding}/settle/1/direction/"],
        "edit_coding": ["/codings/{coding}/edit/"],
        "withdraw_coding": ["/codings/{coding}/withdraw/"],
    }
    no_pages = ("finish_coding", "resume_coding", "unsettle_difference")
    keys = {"codings": keys_of_codings, "units": lambda: [1], "code": lambda: [1]}
    readings = ("/codings/?report={report}",)
    # The acts of `test_properties` make none; `test_codings` asks who sees what of them.
    not_watched = (
        "coding", "new_coding", "code_unit", "finish_coding", "resume_coding", "settle_difference",
        "unsettle_difference", "edit_coding", "withdraw_coding",
    )  # fmt: skip
    doors = {"everybody": "codings", "editors of a report": "new_coding"}
    of_one_report = ("new_coding",)
    acts_on_pages = {
        "/codings/new/?report={report}": "",
        "/codings/{coding}/settle/1/direction/": "coding",
        "/codings/{coding}/unsettle/1/direction/": "coding",
        "/codings/{coding}/edit/": "coding",
        "/codings/{coding}/withdraw/": "coding",
    }
    acted_on = {
        "code_development": lambda pk: Coding(first_coder_id=3, second_coder_id=pk),
        "settle_difference": lambda pk: Coding(first_coder_id=pk, second_coder_id=3),
    }
    edited = (edited_coding,)
    goes_with = {"nothing": {"secondcoding": "codes"}}

    def names(self, measure: Measure, reader: User) -> Mapping[str, Any]:
        done, open_coding = make_coding(measure, is_done=True), make_coding(measure, first_coder=reader)
        return {"coding": done.key, "open_coding": open_coding.key}

    def named_rows(self, measure: Measure, marking: str) -> Mapping[str, Model]:
        """A coding with a difference that nobody has settled."""
        coding = make_coding(measure, is_done=True)
        Coding.objects.filter(pk=coding.pk).update(marking=marking)
        return {"coding": Coding.objects.get(pk=coding.pk)}

    def texts(self, report: Report, measure: Measure) -> Sequence[Model]:
        coding = make_coding(measure, is_done=True)
        settled = {"variable": "direction", "value": "toward", "how": "H", "settled_by": coding.opened_by}
        return (
            coding,
            Settlement.objects.create(unit=coding.units.get(), settled_at=clock(), **settled),
            SecondCoding.objects.create(report=report, key=f"{report.slug}-SC", coded_on=TODAY, coder="C", sample="S"),
        )

    def plant(self, measure: Measure, people: Mapping[str, User], word: str) -> None:
        coders = {"first_coder": people["coder"], "second_coder": people["second"]}
        make_coding(measure, is_done=True, title=word, **coders)


SAMPLES = CodingSamples()
