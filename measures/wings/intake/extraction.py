"""What a feed or a page says, found by a process of its own, so that no input can bring this one down."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import Any

from measures.confined import FROM_THE_WEB, PATIENCE, DamagedInputError, InputTooLargeError, run_confined
from measures.models import FetchOutcome, PartialDate
from measures.models.evidence import is_web_address
from measures.operations.files import NOT_IN_A_NAME
from measures.wings.intake.web import Answer, FetchError

LONGEST_WAIT = PATIENCE * FROM_THE_WEB.seconds
LONGEST_ADDRESS, LONGEST_TEXT = 1000, 500_000
# Not imported here: each takes half a second and what it needs of memory.
FEEDS, PAGES = "measures.wings.intake.feed_parsing", "measures.wings.intake.page_parsing"
TEXTS = ("text/", "application/xhtml", "application/xml")
FIRST_DAY = date(2000, 1, 1)
# Somewhere it is tomorrow already, and clocks are set wrong.
AHEAD = timedelta(days=3)
# A short page with one of these says that nothing is there, whatever its status.
LONGEST_APOLOGY = 400
NOT_FOUND = re.compile(
    r"^[^\w\n]*404[^\w\n]*$|error 404|404 error|404\W+(page )?not found|page (was |could )?not (be )?found"
    r"|^[^\w\n]*not found[^\w\n]*$"
    r"|(页面|网页|文章|内容|信息)(不存在|找不到|未找到|已?被?删除|已下线)|(找不到|未找到|无法找到).{0,8}(页面|网页|文章|内容)",
    re.IGNORECASE | re.MULTILINE,
)
# As BCP 47 has it, no longer than the record takes.
LANGUAGE = re.compile(r"(?=.{2,20}$)[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")
CHINESE, LETTERS = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What one item of a feed says of itself; its text is the beginning."""

    url: str
    title: str
    published: PartialDate | None
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page says: its main text, and where it leads, with the words of each link."""

    title: str
    published: PartialDate | None
    language: str
    text: str
    links: Sequence[tuple[str, str]]


def read_feed(answer: Answer) -> tuple[list[FeedItem], int]:
    """The items of a feed that have an address and a title, in its order; and how many others it lists."""
    rows, on = extract_confined(FEEDS, answer), answer.exchanges[-1].at.date()
    items = [FeedItem(**described_item(row) | {"published": day_of_news(row, on=on)}) for row in rows]
    fit = [item for item in items if item.title and is_usable(item.url)]
    return fit, len(items) - len(fit)


def day_of_news(row: Mapping[str, str], *, on: date) -> PartialDate | None:
    """The day of an item, unless it cannot be one: feeds came with this century, and none tells of a later day."""
    day = parsed_day(row["published"])
    return day if day and FIRST_DAY <= day.first <= on + AHEAD else None


def read_page(answer: Answer) -> PageContent:
    """The content of a page or a plain text; anything else, such as a PDF, cannot be read."""
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind and not kind.startswith(TEXTS):
        raise FetchError(FetchOutcome.NOT_READABLE, kind)
    [row] = extract_confined(PAGES, answer)
    if says_not_found(f"{row.pop('title_in_head')}\n{row['title']}", row["text"]):
        raise FetchError(FetchOutcome.GONE, "the page says so", status=answer.status)
    row["text"] = row["text"][:LONGEST_TEXT]
    row["links"] = [(url, NOT_IN_A_NAME.sub("", title)) for url, title in row["links"] if is_usable(url)]
    return PageContent(**described_item(row))


def says_not_found(titles: str, text: str) -> bool:
    """Whether a page says that nothing is there."""
    return len(text) < LONGEST_APOLOGY and bool(NOT_FOUND.search(f"{titles}\n{text}"))


def extract_confined(module: str, answer: Answer) -> list[dict[str, Any]]:
    """What a module finds in the body of an answer, which nothing else looks at."""
    about = answer.url, answer.content_type
    with TemporaryFile() as output:
        try:
            run_confined(module, *about, output=output, patience=LONGEST_WAIT, content=answer.body)
        except (DamagedInputError, InputTooLargeError) as error:
            detail = "takes too much to read" if isinstance(error, InputTooLargeError) else "cannot be read as such"
            raise FetchError(FetchOutcome.NOT_READABLE, detail) from error
        output.seek(0)
        return [json.loads(line) for line in output]


def described_item(row: dict[str, Any]) -> dict[str, Any]:
    """What was found, with its title, day and language as the record has them."""
    title = NOT_IN_A_NAME.sub("", row["title"]).strip()
    language = guessed_language(row["title"] + row["text"], declared=row["language"])
    return row | {"title": title, "published": parsed_day(row["published"]), "language": language}


def is_usable(url: str) -> bool:
    return len(url) <= LONGEST_ADDRESS and url.isprintable() and is_web_address(url)


def parsed_day(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse_within_reach(text)
    except ValueError:
        return None


def guessed_language(text: str, declared: str = "") -> str:
    """The language by what is declared, else Chinese if a good part of the letters is."""
    is_chinese = len(CHINESE.findall(text)) * 4 > len(LETTERS.findall(text))
    return declared if LANGUAGE.fullmatch(declared) else "zh" if is_chinese else ""
