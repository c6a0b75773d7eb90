"""One development logged with all rules, beside bare inserts of the same rows; by one client and by four at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from secrets import token_hex

import psycopg

from bench.findings import Finding
from bench.measuring import compare
from bench.stage import Stage
from measures.models import Citation, Entry, Measure

ENTRIES = "/api/v1/entries/"
CLIENTS = (1, 4)
EACH = 10
# Milliseconds of CPU.
MOST = 18
# The rows that one development leaves; what is bare has no seal of its own, no rule, no look at what is named.
LEFT = ("measures_evidence", "measures_entry", "measures_bearing", "measures_view", "measures_citation")
indexes = count(1)
# Addresses are recorded once, and what was generated may be kept for another run.
RUN = token_hex(4)


def findings(stage: Stage) -> Iterator[Finding]:
    keys = list(stage.report.measures.order_by("position").values_list("key", flat=True)[: EACH * max(CLIENTS)])
    with closing(BareInserts(stage, keys)) as bare:
        yield from compared(stage, keys, bare)


def compared(stage: Stage, keys: list[str], bare: "BareInserts") -> Iterator[Finding]:
    for clients in CLIENTS:
        costs = compare(
            {
                "ours": lambda clients=clients: together(clients, lambda place: log(stage, keys, place)),
                "bare inserts": lambda clients=clients: together(clients, bare.insert),
            },
            times=1,
            rounds=5,
        )
        each = {name: cost.over(clients * EACH) for name, cost in costs.items()}
        work = f"log one development, all rules, {clients} client{'s' if clients > 1 else ''}"
        yield Finding(work, each.pop("ours"), each, "bare inserts", most=MOST, is_plotted=clients == 1)


def together(clients: int, act: Callable[[int], None]) -> None:
    """So many clients at once, each of which does its part of the work."""
    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(act, place) for place in range(clients)]:
            done.result()


def log(stage: Stage, keys: list[str], place: int) -> None:
    for step in range(EACH):
        index = next(indexes)
        on = keys[(place * EACH + step) % len(keys)]
        stage.post(
            ENTRIES,
            {
                "report": stage.report.slug,
                "occurred": str(stage.today),
                "track": "official",
                "claim": "reported",
                "title": "The shores take a step",
                "title_zh_hans": "两岸迈出一步",
                "narrative": "Fictional.",
                "bears_on": [{"on": on, "direction": "toward"}],
                "assessments": [
                    {
                        "on": on,
                        "level": 1,
                        "why_changed": "Fictional.",
                    }
                ],
                "sources": [
                    {
                        "title": "Notice",
                        "publisher": "Harbour gazette",
                        "kind": "press",
                        "grade": "B",
                        "credibility": 2,
                        "url": f"https://example.org/bench/{RUN}/{index}",
                    }
                ],
            },
        )


class BareInserts:
    """Inserts rows like those that a development left, and nothing else."""

    def __init__(self, stage: Stage, keys: list[str]) -> None:
        self.stage = stage
        log(stage, keys, 0)
        self.entry = Entry.objects.order_by("-pk")[0]
        self.citation = Citation.objects.get(entry=self.entry)
        # One for each client: their standings are written, too.
        self.measures = list(Measure.objects.filter(key__in=keys).values_list("pk", flat=True)[: max(CLIENTS)])
        self.statements = [self.copy_of(table) for table in LEFT]
        self.links = [self.link() for _ in range(max(CLIENTS))]

    def close(self) -> None:
        for link in self.links:
            link.close()

    def link(self) -> psycopg.Connection:
        link = psycopg.connect(self.stage.link.info.dsn)
        link.prepare_threshold = 0
        return link

    def copy_of(self, table: str) -> str:
        """A statement that inserts a row once more, under what has to be new of it."""
        columns = [
            name
            for (name,) in self.stage.link.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY 1",
                [table],
            )
        ]
        fresh = {"key": "%(key)s", "url": "%(key)s", "sequence": "%(number)s"}
        if table != "measures_evidence":
            fresh |= {"entry_id": "%(entry)s", "evidence_id": "%(evidence)s"}
        values = ", ".join(fresh.get(name, name) for name in columns)
        which = "id = %(evidence_before)s" if table == "measures_evidence" else "entry_id = %(entry_before)s"
        which = "id = %(entry_before)s" if table == "measures_entry" else which
        return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {which} RETURNING id"

    def insert(self, place: int) -> None:
        link = self.links[place]
        for _ in range(EACH):
            index = next(indexes)
            values = {
                "key": f"bare-{RUN}-{index}",
                "number": self.entry.sequence + index,
                "entry_before": self.entry.pk,
                "evidence_before": self.citation.evidence_id,
                "entry": None,
                "evidence": None,
            }
            for table, statement in zip(LEFT, self.statements, strict=True):
                [(row,)] = link.execute(statement, values).fetchall()
                values |= {table.removeprefix("measures_"): row}
            link.execute(
                "UPDATE measures_standing SET last_checked = last_checked WHERE measure_id = %s", [self.measures[place]]
            )
            link.commit()
