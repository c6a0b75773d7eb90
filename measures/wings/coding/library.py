"""Second codings as a section of a library."""

from datetime import date

from measures.library.catalogue import pairs
from measures.library.write import Content, bilingual_texts
from measures.models import Audience, Report
from measures.wings.coding.models import SecondCoding
from measures.wings.coding.readings import CodedBearing, SecondAgreement, second_agreements


def second_coding_rows(report: Report, content: Content) -> list[SecondCoding]:
    """The second codings of a library."""
    return [
        SecondCoding(
            report=report,
            key=f"{report.slug}-{coding['key']}",
            coded_on=date.fromisoformat(coding["coded_on"]),
            codes=[
                code | {name: f"{report.slug}-{code[name]}" for name in ("entry", "on")} for code in coding["codes"]
            ],
            **pairs(coding, "coder", "compared_with", "sample", "note"),
        )
        for coding in content.get("second_coding", [])
    ]


def second_codings_to_write(report: Report, audience: Audience) -> list[Content]:
    """Those of a report, with the codes that the audience may read."""
    return [second_coding_content(each, report) for each in second_agreements(report, audience)]


def second_coding_content(agreement: SecondAgreement, report: Report) -> Content:
    coding = agreement.coding
    return (
        {"key": coding.key.removeprefix(f"{report.slug}-"), "coded_on": str(coding.coded_on)}
        | bilingual_texts(coding, "coder", "compared_with", "sample", "note")
        | {"codes": [code_content(each, report) for each in agreement.bearings]}
    )


def code_content(bearing: CodedBearing, report: Report) -> Content:
    entry, on = (key.removeprefix(f"{report.slug}-") for key in (bearing.entry, bearing.on))
    return {"entry": entry, "on": on, "recorded": bearing.recorded, "coded": bearing.coded}
