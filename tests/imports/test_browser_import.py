"""A newcomer imports a spreadsheet in a real browser, and a real worker writes it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from measures.models import Measure, Report, User
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from tests.browsing import sign_in

ROWS = 200
COLUMNS = {"Nr": "Code", "What to do": "Title", "Shore": "Addressed to", "By when": "Target date"}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]


def spreadsheet(path: Path, *, ending: str = "") -> Path:
    """A workbook of 200 rows whose columns nobody could guess; `ending` changes the titles of the first three."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Steps")
    sheet.write_row(0, 0, ["Nr", "What to do", "Shore", "By when"])
    for index in range(1, ROWS + 1):
        title = f"Step {index} of the plan" + (ending if index <= 3 else "")
        sheet.write_row(index, 0, [f"S-{index}", title, "North Shore", "2027-06"])
    book.close()
    return path


def upload(page: Page, file: Path) -> None:
    page.goto("/imports/")
    page.get_by_label("Report to import into").select_option("two-shores")
    page.get_by_label("Table").set_input_files(file)
    page.get_by_role("button", name="Preview the rows").click()


def write(page: Page, rows: int) -> None:
    page.get_by_role("button", name=f"Write {rows} rows").click()
    expect(page.locator(".kicker")).to_contain_text("Written", timeout=60_000)


def test_a_newcomer_imports_a_spreadsheet_settles_conflicts_and_sees_the_measures(
    open_page: Callable[..., Page],
    writer: User,
    celery_worker_process: subprocess.Popen[bytes],
    tmp_path: Path,
) -> None:
    page = open_page()
    sign_in(page, "/imports/")

    upload(page, spreadsheet(tmp_path / "steps.xlsx"))
    for column, field in (
        ("Nr", "Code"),
        ("What to do", "Title"),
        ("Shore", "Addressed to"),
        ("By when", "Target date"),
    ):
        page.get_by_label(column, exact=True).select_option(label=field)
    page.get_by_label("Save this mapping under a name").fill("steps")
    page.get_by_role("button", name="Preview with these settings").click()
    write(page, ROWS)
    assert Report.objects.get(slug="two-shores").measures.filter(code__startswith="S-").count() == ROWS

    for index in (1, 2, 3):
        measure = Measure.objects.get(key=f"two-shores-S-{index}")
        revise(MEASURE, measure, changes={"title": f"Ours {index}"}, version=1, by=writer)
    page.goto("/imports/")
    page.get_by_label("Report to import into").select_option("two-shores")
    page.get_by_label("Saved mapping").select_option(label="steps")
    page.get_by_label("Table").set_input_files(spreadsheet(tmp_path / "newer.xlsx", ending=", soon"))
    page.get_by_role("button", name="Preview the rows").click()
    page.get_by_label("Row 2, S-1", exact=True).select_option(label="Use what the file says")
    page.get_by_label("Row 3, S-2", exact=True).select_option(label="Use what the file says")
    page.get_by_label("Row 4, S-3", exact=True).select_option(label="Keep what is here")
    page.get_by_role("button", name="Save these decisions").click()
    write(page, 2)

    titles = dict(Measure.objects.filter(code__in=["S-1", "S-2", "S-3"]).values_list("code", "title"))
    assert titles == {"S-1": "Step 1 of the plan, soon", "S-2": "Step 2 of the plan, soon", "S-3": "Ours 3"}
    page.goto("/measures/?report=two-shores")
    expect(page.locator("main")).to_contain_text(f"{ROWS + 5}")
