"""What a table does not decide is asked, and what was guessed is shown: nothing is taken for what it may not be."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from measures.models import Measure, Party
from measures.wings.imports.models import Import
from measures.wings.imports.sheets.encodings import ENCODINGS
from tests.factories import make_user
from tests.tables import counts, run, table

HEADER = ("Code", "Title", "Country", "Due date", "Status", "Remark")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


PUBLIC = {"marking": "public"}
PYTHONS_NAMES = {"shift_jis": "cp932", "euc_kr": "cp949"}


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user(role="editor"))
    return client


def rows_of(found: dict[str, Any]) -> dict[int, str]:
    return {row["number"]: row["outcome"] for row in found["rows"]}


def dated(*dates: str) -> str:
    return table(*((f"A-{n}", f"Step {n}", "Northland", date, "", "") for n, date in enumerate(dates)))


def send(client: Client, content: bytes, **fields: str) -> Import | None:
    file = SimpleUploadedFile("steps.csv", content)
    client.post("/imports/", {"file": file, "slug": "steps", **PUBLIC, **fields})
    return Import.objects.order_by("pk").last()


RUSSIAN = ["Прекратить обстрелы жилых домов", "Возобновить переговоры о вооружениях", "Россия"]
JAPANESE = ["協議を再開する", "ミサイルの発射を事前に通報すること", "日本"]
KOREAN = ["회담을 재개한다", "미사일 발사를 사전에 통보한다", "대한민국"]
TRADITIONAL = ["恢復對話與談判", "提前通報每一次發射", "臺灣"]
THAI = ["เริ่มการเจรจาใหม่", "แจ้งล่วงหน้าก่อนการปล่อย", "ประเทศไทย"]
ARABIC = ["استئناف المحادثات", "الإخطار المسبق بعمليات الإطلاق", "مصر"]


@pytest.mark.parametrize(
    ("encoding", "texts"),
    [
        ("cp1251", RUSSIAN), ("koi8_r", RUSSIAN), ("big5", TRADITIONAL), ("tis_620", THAI), ("cp1256", ARABIC),
    ],
)  # fmt: skip
def test_a_legacy_encoding_is_found_and_the_guess_is_shown(encoding: str, texts: list[str], file: Path) -> None:
    *titles, party = texts
    content = table(*((f"A-{n}", title, party, "2027", "", "") for n, title in enumerate(titles)), header=HEADER)
    file.write_bytes(content.encode(encoding))

    found = run(file, "--apply")

    assert set(Measure.objects.values_list("title", flat=True)) == set(titles)
    assert Party.objects.get().name == party
    assert found["found"]["way"]["encoding"] in ENCODINGS
    assert "The encoding is guessed" in found["notes"][0]
    assert titles[0].split()[0] in found["notes"][0]


@pytest.mark.parametrize(
    ("encoding", "texts", "shown"),
    [
        ("shift_jis", JAPANESE, ["Shift-JIS (“協議を再開する", "GB 18030 (“"]),
        ("euc_jp", JAPANESE, ["EUC-JP (“協議を再開する", "GB 18030 (“"]),
        ("euc_kr", KOREAN, ["EUC-KR (“회담을 재개한다", "GB 18030 (“", "EUC-JP (“"]),
        ("cp1252", ["Reprise à Genève"], ["Windows-1252 (“à Genève”)", "Windows-1250 (“ŕ Genčve”)"]),
        ("mac_roman", ["Guaraní"], ["Windows-1252 (“Guaran’”)", "Mac Roman (“Guaraní”)"]),
    ],
)
def test_where_a_second_encoding_makes_words_too_one_is_to_be_chosen_by_the_words_in_which_they_differ(
    encoding: str, texts: list[str], shown: list[str], file: Path
) -> None:
    rows = [(f"A-{n}", title, "Northland", "2027", "", "") for n, title in enumerate(texts)]
    file.write_bytes(table(*rows, header=HEADER).encode(encoding))

    with pytest.raises(CommandError, match="--encoding: Choose the encoding of this file") as asked:
        run(file, "--apply")

    assert [each for each in shown if each not in str(asked.value)] == []
    assert not Measure.objects.exists()
    assert counts(run(file, "--encoding", PYTHONS_NAMES.get(encoding, encoding), "--apply"))["new"] == len(texts)
    assert set(Measure.objects.values_list("title", flat=True)) == set(texts)


def test_a_few_letters_anywhere_in_a_long_table_are_enough_to_tell_or_to_ask(file: Path) -> None:
    plain = [(f"A-{n}", "Resume the talks", "Northland", "2027", "", "") for n in range(20_000)]
    few = ("B-1", "Guaraní vis-à-vis Autorité", "Northland", "2027", "", "")
    file.write_bytes(table(*plain, few).replace("\r\n", "\r").encode("mac_roman"))

    found = run(file)

    assert found["found"]["way"]["encoding"] == "mac_roman"
    assert "Mac Roman (“Guaraní vis-à-vis Autorité”)" in found["notes"][0]
    file.write_bytes(table(*plain, ("B-1", "Guaraní", "Northland", "2027", "", "")).encode("mac_roman"))
    with pytest.raises(CommandError, match="Mac Roman"):
        run(file)


def test_any_encoding_that_python_knows_can_be_chosen(file: Path, editor: Client) -> None:
    content = table(("A-1", "Zahájit jednání", "Česko", "2027", "", ""), header=HEADER)
    file.write_bytes(content.encode("mac_latin2"))

    run(file, "--encoding", "mac_latin2", "--apply")
    job = send(editor, content.encode("cp852"), encoding="cp852", slug="others")

    assert Measure.objects.get().title == "Zahájit jednání"
    assert job is not None
    assert job.rows.get().fields["title"] == "Zahájit jednání"
    assert {"latin_1", "iso8859_15", "cp437", "mac_cyrillic", "utf_32"} <= set(ENCODINGS)
    assert not {"base64_codec", "rot_13", "utf_8", "utf_16"} & set(ENCODINGS)


def test_utf_8_with_one_byte_of_another_encoding_is_among_the_choices_with_the_place_of_that_byte(file: Path) -> None:
    file.write_bytes("Code,Title,Addressed to\nA-1,Un café,Northland\n".encode() + b"A-2,To b\xff,Northland\n")

    with pytest.raises(CommandError) as asked:
        run(file)
    with pytest.raises(CommandError) as refused:
        run(file, "--encoding", "utf-8-sig")

    assert "It may be UTF-8 (“café b\ufffd”) but for byte 55 in line 3, Windows-1252 (“cafÃ© bÿ”)" in str(asked.value)
    assert "not in UTF-8: byte 55 cannot be read, in line 3." in str(refused.value)


def test_where_two_encodings_are_as_likely_one_is_to_be_chosen(editor: Client) -> None:
    content = table(("A-1", "Görüşmeleri başlat", "Türkiye", "", "", "")).encode("cp1254")

    assert send(editor, content) is None
    page = editor.post("/imports/", {"file": SimpleUploadedFile("steps.csv", content), "slug": "steps", **PUBLIC})
    job = send(editor, content, encoding="cp1254")

    assert "Windows-1254 (“Görüşmeleri başlat”)" in page.content.decode()
    assert page.context["form"].has_options()
    assert job is not None
    assert job.rows.get().fields["title"] == "Görüşmeleri başlat"


def test_the_header_is_found_below_a_row_that_names_as_many_columns(file: Path) -> None:
    file.write_text("Jan,Feb,Mar,Apr\nCode,Title,Country,Due date\nA-1,Resume,Northland,2027\n", encoding="utf-8")

    found = run(file, "--apply")

    assert counts(found) == {"read": 1, "new": 1}
    assert found["found"]["header_row"] == 2
    assert "Rows above the header are skipped: 1." in found["notes"]


def test_the_header_row_can_be_chosen(file: Path, editor: Client) -> None:
    content = "North,South,East\nWhat,Who,When\nResume,Northland,2027\n"
    file.write_text(content, encoding="utf-8")

    found = run(file, "--header-row", "2", "--map", "What=title", "--map", "Who=party", "--apply")
    job = send(editor, content.encode(), slug="others", header_row="2")
    form = editor.get(f"/imports/{job.key}/").context["form"]

    assert counts(found) == {"read": 1, "new": 1}
    assert list(form.columns.values()) == ["What", "Who", "When"]
    assert form["header_row"].value() == 2
    with pytest.raises(CommandError, match="--header_row: Row 9 is empty"):
        run(file, "--header-row", "9")


def test_two_rows_that_may_be_the_header_are_named(file: Path) -> None:
    file.write_text(
        "One,Two,Three,Four\nCode,Title,,\nA-1,One,x,y\nTitle,Country,,\nResume,Northland,x,y\n", encoding="utf-8"
    )

    with pytest.raises(CommandError, match="--header_row: Rows 2, 4 may each be the header"):
        run(file)


def test_a_delimiter_that_is_not_clear_is_to_be_chosen(file: Path) -> None:
    file.write_text("Code,A;Title\nA,1;Resume\n", encoding="utf-8")

    with pytest.raises(CommandError, match="--delimiter: Choose what separates the columns"):
        run(file)


def test_dates_that_may_have_the_month_first_are_rejected_until_somebody_says_so(file: Path) -> None:
    file.write_text(dated("03/04/2027", "05/06/2027", "05/05/2027", "2027-12"), encoding="utf-8")

    undecided = run(file, "--apply")
    decided = run(file, "--order", "month_first", "--apply")

    assert rows_of(undecided) == {2: "rejected", 3: "rejected", 4: "new", 5: "new"}
    assert undecided["mapping"]["order"] == ""
    assert "“03/04/2027” may be 2027-04-03 or 2027-03-04." in undecided["rows"][0]["problems"][0]["message"]
    assert any("choose whether the day or the month comes first" in note for note in undecided["notes"])
    assert counts(decided) == {"read": 4, "new": 2, "unchanged": 2}
    assert str(Measure.objects.get(code="A-0").due_on) == "2027-03-04"


def test_a_date_after_the_two_hundredth_shows_the_order_too(file: Path) -> None:
    early = [f"{n % 12 + 1:02}/{n // 12 + 1:02}/{2000 + n % 50}" for n in range(288) if n // 12 < 12]
    file.write_text(dated(*early, "12/31/2027"), encoding="utf-8")

    found = run(file, "--apply")

    assert found["mapping"]["order"] == "month_first"
    assert counts(found)["new"] == len(early) + 1


def test_dates_that_contradict_each_other_are_named(file: Path) -> None:
    file.write_text(dated("05/16/2027", "25/12/2027", "03/04/2027"), encoding="utf-8")

    found = run(file, "--apply")

    assert "in “25/12/2027” the day is first, in “05/16/2027” the month" in " ".join(found["notes"])
    assert rows_of(found) == {2: "new", 3: "new", 4: "rejected"}
    assert {str(date) for date in Measure.objects.values_list("due_on", flat=True)} == {"2027-05-16", "2027-12-25"}


def test_an_order_that_the_dates_of_the_next_table_do_not_fit_is_noted(file: Path) -> None:
    file.write_text(dated("25/12/2027"), encoding="utf-8")
    run(file, "--save-profile", "ours", "--apply")
    file.write_text(dated("05/16/2027", "03/04/2027"), encoding="utf-8")

    found = run(file, "--profile", "ours")

    assert "Dates such as “05/16/2027” do not fit the chosen order of day and month." in found["notes"]
    assert found["rows"][0]["outcome"] == "rejected"


def test_what_people_write_for_nothing_is_nothing_but_as_the_code_of_a_party(file: Path) -> None:
    file.write_text(
        table(
            ("A-1", "Resume", "Northland", "NA", "N/A", "-"),
            ("A-2", "Notify", "NA", "-", "-", "NA"),
            header=("Code", "Title", "Country", "Due date", "Status", "Description"),
        ),
        encoding="utf-8",
    )

    found = run(file, "--apply")

    measure = Measure.objects.get()
    assert (measure.code, measure.due_on, measure.description) == ("A-1", None, "")
    assert rows_of(found) == {2: "new", 3: "rejected"}
    assert found["rows"][1]["problems"][0]["message"] == "This row does not name the party addressed."


def test_na_is_namibia_where_it_is_the_code_of_a_party(file: Path) -> None:
    header = ("Code", "Title", "Country", "Country code", "Status", "Remark")
    file.write_text(table(("A-1", "Resume", "Namibia", "NA", "", ""), header=header), encoding="utf-8")
    run(file, "--apply")
    file.write_text(table(("A-2", "Notify", "NA", "", "", "")), encoding="utf-8")

    found = run(file, "--apply")

    assert counts(found) == {"read": 1, "new": 1}
    assert Party.objects.get().code == "NA"


@pytest.mark.parametrize("cell", ["China, Japan", "China and Japan", "China / Japan", "China & Japan", "中国和日本"])
def test_several_parties_in_a_cell_are_split_where_each_is_known(cell: str, file: Path) -> None:
    file.write_text(table(("A-1", "Resume", cell, "", "", "")), encoding="utf-8")

    run(file, "--apply")

    measure = Measure.objects.get()
    assert measure.kind == "cooperative"
    assert measure.parties.count() == 2


@pytest.mark.parametrize(
    "cell", ["Bosnia and Herzegovina", "Iran, Islamic Republic of", "Johnson and Johnson", "Trinidad & Tobago"]
)
def test_a_name_of_one_party_is_not_split(cell: str, file: Path) -> None:
    file.write_text(table(("A-1", "Resume", cell, "", "", "")), encoding="utf-8")

    run(file, "--apply")

    assert Party.objects.get().name == cell


@pytest.mark.parametrize(("choice", "parties"), [("China; Ruritania", 2), ("China, Ruritania", 1)])
def test_a_name_that_may_be_several_parties_is_asked_about(choice: str, parties: int, editor: Client) -> None:
    job = send(editor, table(("A-1", "Resume", "China, Ruritania", "", "", "")).encode())
    address = f"/imports/{job.key}/"
    page = editor.get(address)
    form = page.context["form"]
    [field] = [name for name, word in form.words.items() if word == ("party", "China, Ruritania")]
    values = {name: form[name].value() or "" for name in form.fields}

    editor.post(address, {"look": "1", **values, field: choice})

    assert job.counts["rejected"] == 1
    assert "may be one party or several" in page.content.decode()
    job.refresh_from_db()
    assert job.counts["new"] == 1
    assert len(job.rows.get().fields["parties"]) == parties


@pytest.mark.parametrize(
    ("text", "date"),
    [("December 16,2027", "2027-12-16"), ("31-Dec-27", "2027-12-31"), ("45000", "2023-03-15")],
)
def test_dates_as_spreadsheets_and_people_write_them_are_read(text: str, date: str, file: Path) -> None:
    file.write_text(dated(text), encoding="utf-8")

    run(file, "--apply")

    assert str(Measure.objects.get().due_on) == date


def test_a_year_of_two_figures_is_refused_and_named(file: Path) -> None:
    file.write_text(dated("16.12.27"), encoding="utf-8")

    assert "a two-digit year" in run(file)["rows"][0]["problems"][0]["message"]


def test_the_command_shows_what_was_guessed(file: Path) -> None:
    file.write_text(table(("A-1", "Resume", "Northland", "31/12/2027", "", "first")), encoding="utf-8")
    out = io.StringIO()

    call_command("import_table", file, "--report", "steps", stdout=out)

    lines = out.getvalue()
    assert "Read with --encoding utf-8-sig --delimiter comma --header-row 1 --order day_first" in lines
    assert "Due date = due_on" in lines
    assert "Kept under their names: Remark" in lines
    assert "New parties (1): Northland" in lines
    found = run(file)
    assert found["mapping"]["columns"]["Title"] == "title"
    assert found["found"]["new_parties"] == {"NORTHLAND": "Northland"}


def test_rejected_rows_are_grouped_by_reason_with_the_choice_that_mends_them(editor: Client) -> None:
    rows = [(f"A-{n}", f"Step {n}", "Northland", "03/04/2027", "Active", "") for n in range(60)]
    job = send(editor, table(*rows, ("B-1", "Late", "Northland", "soon", "", "")).encode())
    address = f"/imports/{job.key}/"

    page = editor.get(address)
    order, status, unreadable = page.context["refusals"]
    values = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    editor.post(address, {"look": "1", **values, status.choice.name: "in_progress", "order": "day_first"})

    assert (status.reason.count, status.reason.message) == (
        60,
        "“Active” is not one of our statuses: choose which it means.",
    )
    assert (order.reason.count, order.choice.name) == (60, "order")
    assert (unreadable.reason.count, unreadable.reason.row, unreadable.choice) == (1, 62, None)
    text = page.content.decode()
    assert text.count(f'name="{status.choice.name}"') == text.count('name="order"') == 1
    assert 'form="columns"' in text
    job.refresh_from_db()
    assert (job.counts["new"], job.counts["rejected"]) == (60, 1)


def test_the_first_rows_and_the_new_parties_are_shown_before_they_are_written(editor: Client) -> None:
    job = send(editor, table(("A-1", "Resume", "Northland; Southland", "2027", "", "first")).encode())

    page = editor.get(f"/imports/{job.key}/")

    [first] = page.context["first_rows"]
    assert ("Addressed to", "Northland, Southland") in first.values()
    assert ("Remark", "first") in first.values()
    assert page.context["new_parties"] == ["Northland", "Southland"]
    assert "2 new parties" in page.content.decode()
    assert not Party.objects.exists()


def archive(member: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr(member, "<x/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive("word/document.xml"), "a document with text or slides"),
        (b"<!DOCTYPE html><html><body><table><tr><td>x</td></tr></table></body></html>", "a web page"),
        (b'{"catalog": {"title": "x", "groups": [{"id": "a"}], "back": {"items": [{"id": 1}]}}}', "catalog.groups"),
    ],
    ids=["document", "page", "inner-lists"],
)
def test_what_is_no_table_is_refused_at_the_file(content: bytes, message: str, editor: Client) -> None:
    page = editor.post("/imports/", {"file": SimpleUploadedFile("t", content), "slug": "t", **PUBLIC})

    assert page.status_code == 400
    assert message in str(page.context["form"].errors["file"])


def test_records_in_utf_16_are_read(file: Path) -> None:
    file.write_bytes('[{"title": "Resume", "party": "Northland"}]'.encode("utf-16"))

    assert counts(run(file, "--apply")) == {"read": 1, "new": 1}


def test_a_text_of_one_column_is_said_to_be_perhaps_no_table(editor: Client) -> None:
    job = send(editor, b"---\nreport:\n  slug: x\n")

    assert any("Only one column was found" in note for note in job.notes)
    assert not job.counts


def test_a_header_without_rows_is_not_written(editor: Client) -> None:
    job = send(editor, b"Code,Title,Country\n")

    assert job.notes == ["There are no rows below the header."]
    assert "Write 0" not in editor.get(f"/imports/{job.key}/").content.decode()


def test_a_party_that_is_proposed_is_shown_as_it_is_written(editor: Client) -> None:
    Party.objects.create(code="SAMOA", name="Samoa", kind="state")

    job = send(editor, table(("A-1", "Resume", "Samoaa", "", "", "")).encode())

    assert job.found["matches"] == [{"field": "party", "theirs": "Samoaa", "near": {"SAMOA": "Samoa"}}]
