"""A coding of twelve developments of the fictional report by two people of the demonstration, who differ on five."""

from measures.models import TEAM, Report, User
from measures.operations.clock import clock
from measures.wings.coding.models import CodedVariable, Coding
from measures.wings.coding.operations import (
    CodeDraft,
    CodingDraft,
    finish_coding,
    open_coding,
    revise_coding,
    settle_difference,
    write_codes,
)
from measures.wings.coding.readings import agreement_of, in_force, recorded_value

UNITS = 12
# Where each coder gives something else than what is recorded, by the place of the development.
FIRST: dict[int, dict[str, str]] = {4: {"direction": "background"}, 9: {"claim": "one_side"}}
SECOND: dict[int, dict[str, str]] = {
    2: {"grade": "C"},
    10: {"direction": "background"},
    9: {"claim": "disputed"},
    11: {"grade": "F"},
}
HOW = "Both read the source again; what it says itself decides."
HOW_ZH = "双方重读资料，以其自身所述为准。"


def create_coding(editor: User, analyst: User) -> None:
    """Two people code the same developments; what they differ on is settled by the record, and all is published."""
    report = Report.objects.get(slug="two-shores")
    draft = CodingDraft(
        title="Trial of the codebook, 2026",
        title_zh_hans="编码手册试用，2026年",
        first_coder=analyst,
        second_coder=editor,
        most=UNITS,
    )
    coding = open_coding(report, draft, by=editor)
    for coder, otherwise in ((analyst, FIRST), (editor, SECOND)):
        write_codes(coding, codes_as_recorded(coding, otherwise), by=coder)
        coding = finish_coding(coding, by=coder, at=clock())
    for difference in agreement_of(coding, TEAM).differences:
        settle_difference(
            difference.unit,
            difference.variable,
            value=difference.recorded,
            how=HOW,
            how_zh_hans=HOW_ZH,
            by=editor,
            at=clock(),
        )
    revise_coding(coding, changes={"marking": "public"}, version=None, by=editor, at=clock())


def codes_as_recorded(coding: Coding, otherwise: dict[int, dict[str, str]]) -> list[CodeDraft]:
    """What is recorded of each development, but for what a coder gives otherwise."""
    units = list(coding.units.select_related("source"))
    entries = in_force([unit.entry_id for unit in units], TEAM)
    drafts = []
    for unit in units:
        values = {each.value: recorded_value(unit, each, entries[unit.entry_id]) for each in CodedVariable}
        drafts.append(CodeDraft(unit=unit.place, **{**values, **otherwise.get(unit.place, {})}))
    return drafts
