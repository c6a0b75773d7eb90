"""Puts an archive back: inserts its rows as they were, under new database ids, and verifies every chain."""

import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ForeignKey, Model, prefetch_related_objects
from django.utils.translation import gettext as _

from measures.analysis.verification import verify
from measures.library.archive import FILES, ArchiveError, lines, not_as_stored, opened
from measures.library.tables import MARKINGS, NAMED, READ, WITHIN, Names, Row, Table, value_of, written
from measures.models import (
    Chain,
    Citation,
    Entry,
    Evidence,
    FileState,
    Ground,
    Measure,
    Party,
    Report,
    Review,
    RowChange,
    StoredFile,
    User,
    View,
)
from measures.operations.copying import fresh_keys
from measures.operations.files import examine, write_bytes
from measures.operations.journal import append_reviews
from measures.operations.standing import restate

BATCH = 500
# What belongs to no report alone, and may be here already.
SHARED = (Party, User, StoredFile, Evidence)
# What an archive says of an entry that was made before seals had formats.
FIRST_FORMAT = {"seal_format": 1, "name_salt": "", "name_commitment": ""}


@dataclass(slots=True)
class Numbers:
    """The primary key of every named row in this database, given out before the first is written.

    So rows may refer to others that stand further down: the database checks such references at the end.
    """

    by_name: dict[type[Model], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def give_out(cls, archive: zipfile.ZipFile) -> "Numbers":
        named: dict[type[Model], list[str]] = defaultdict(list)
        for table, row in rows_of(archive):
            if table.model in NAMED:
                named[table.model].append(row[NAMED[table.model]])
        numbers = cls()
        for model, names in named.items():
            known = {}
            if model in SHARED:
                known = dict(
                    model._default_manager.filter(**{f"{NAMED[model]}__in": names}).values_list(NAMED[model], "pk")
                )
            fresh = [name for name in names if name not in known]
            numbers.by_name[model] = {**known, **dict(zip(fresh, keys_for(model, fresh), strict=True))}
        return numbers

    def of(self, model: type[Model], name: str | None) -> Any:
        return None if name is None else self.by_name[model][name]


def keys_for(model: type[Model], names: Sequence[str]) -> Sequence[Any]:
    """New primary keys, as many as there are names; of a party and a file the name is the key."""
    if model in (Party, StoredFile):
        return names
    return fresh_keys(model, len(names))


@transaction.atomic
def restore_journal(path: Path) -> dict[str, int]:
    """Put the record of a report back as it was, all or nothing, and answer how many rows of each table there were.

    Needs the rights of the tables' owner, for redactions and the row history. Raises ArchiveError.
    """
    with opened(path) as archive:
        refuse_a_known_report(archive)
        keep_files(archive)
        restore = Restore(Numbers.give_out(archive))
        for table, rows in groupby(rows_of(archive), key=itemgetter(0)):
            for batch in batched((row for _, row in rows), BATCH):
                restore.rows(table, batch)
        restore.put_back_grounds()
    findings = verify()
    if findings.faults:
        raise ArchiveError("\n".join(str(fault) for fault in findings.faults))
    restate(list(restore.numbers.by_name[Measure].values()))
    return dict(restore.counts)


def refuse_a_known_report(archive: zipfile.ZipFile) -> None:
    slug = next(lines(archive))["report"]
    if Report.objects.filter(slug=slug).exists():
        raise ArchiveError(_("The report %(slug)s is here already.") % {"slug": slug})


def keep_files(archive: zipfile.ZipFile) -> None:
    """Put the bytes of the files back, each under its hash."""
    for each in archive.infolist():
        if each.filename.startswith(FILES):
            with archive.open(each) as stream:
                file = examine(stream)
                if each.filename != f"{FILES}{file.sha256}":
                    raise ArchiveError(not_as_stored(each.filename.removeprefix(FILES), FileState.CHANGED))
                write_bytes(file, stream)


def rows_of(archive: zipfile.ZipFile) -> Iterator[tuple[Table, Row]]:
    """The rows of an archive with their tables, below the line that says what it is."""
    for name, row in islice(lines(archive), 1, None):
        yield READ[name], row


@dataclass(slots=True)
class Restore:
    """One archive on its way back into the database."""

    numbers: Numbers
    counts: Counter[str] = field(default_factory=Counter)
    chains: dict[str, Chain] = field(default_factory=dict)
    # What the views rest on, until every citation is there.
    grounds: list[tuple[View, Row]] = field(default_factory=list)
    citations: dict[tuple[int, int], Citation] = field(default_factory=dict)

    def rows(self, table: Table, rows: Sequence[Row]) -> None:
        self.counts[table.name] += len(rows)
        if table is MARKINGS:
            RowChange.objects.bulk_create([self.marking_change(row) for row in rows])
        elif table.model is Entry:
            self.entries([FIRST_FORMAT | row for row in rows])
        elif table.model is Review:
            reviews = [self.row(table, row) for row in rows]
            prefetch_related_objects(reviews, "evidence")
            append_reviews(reviews, are_recorded=True)
        else:
            missing = rows if table.model not in SHARED else self.missing(table, rows)
            table.model._default_manager.bulk_create([self.row(table, row) for row in missing])
            for relation in table.parties:
                self.addressed(table, relation, rows)

    def row(self, table: Table, content: Row, **more: Any) -> Any:
        """The row that was written so, unsaved."""
        values = dict(more)
        for column in table.fields:
            if column.name not in content:
                continue
            if isinstance(column, ForeignKey):
                values[column.attname] = self.numbers.of(column.related_model, content[column.name])
            else:
                values[column.attname] = value_of(column, content[column.name])
        if table.model in NAMED:
            values["pk"] = self.numbers.of(table.model, content[NAMED[table.model]])
        if table.model is User:
            # Whose account it is asks for a new password by mail.
            values["password"] = make_password(None)
        return table.model(**values)

    def missing(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        """The rows that are not here yet; what is here has to be the same, or the archive is refused."""
        names = {row[NAMED[table.model]]: row for row in rows}
        here = table.model._default_manager.filter(**{f"{NAMED[table.model]}__in": names})
        known = Names({model: {pk: name for name, pk in by.items()} for model, by in self.numbers.by_name.items()})
        for each in here:
            row = names.pop(getattr(each, NAMED[table.model]))
            # An account is its owner's, whatever an archive says of it.
            if table.model is not User:
                refuse_another(table, row, written(each, table, known))
        return list(names.values())

    def addressed(self, table: Table, relation: str, rows: Sequence[Row]) -> None:
        """The rows of a many-to-many table between rows and parties."""
        through = getattr(table.model, relation).through
        owner = f"{table.model._meta.model_name}_id"
        through.objects.bulk_create(
            [
                through(**{owner: self.numbers.of(table.model, row["key"]), "party_id": code})
                for row in rows
                for code in row[relation]
            ]
        )

    def entries(self, rows: Sequence[Row]) -> None:
        entries = [self.row(READ["entry"], row, chain=self.chain(row)) for row in rows]
        Entry.objects.bulk_create(entries)
        for name, table in WITHIN.items():
            made = [
                (self.row(table, content, entry=entry), content)
                for entry, row in zip(entries, rows, strict=True)
                for content in row[name]
            ]
            table.model._default_manager.bulk_create([each for each, _ in made])
            if table.model is View:
                self.grounds += [(view, ground) for view, content in made for ground in content["grounds"]]
            elif table.model is Citation:
                self.citations |= {(each.entry_id, each.evidence_id): each for each, _ in made}

    def chain(self, row: Row) -> Chain:
        marking = row["first_marking"]
        if marking not in self.chains:
            report = self.numbers.of(Report, row["report"])
            self.chains[marking] = Chain.objects.create(report_id=report, marking=marking)
        return self.chains[marking]

    def put_back_grounds(self) -> None:
        Ground.objects.bulk_create([self.ground(view, content) for view, content in self.grounds])

    def ground(self, view: View, content: Row) -> Ground:
        if "entry" in content:
            return Ground(view=view, entry_id=self.numbers.of(Entry, content["entry"]))
        cited_by = self.numbers.of(Entry, content["cited_by"])
        evidence = self.numbers.of(Evidence, content["evidence"])
        return Ground(view=view, citation=self.citations[cited_by, evidence])

    def marking_change(self, content: Row) -> RowChange:
        model = READ[content["table"]].model
        row = self.numbers.of(model, content["row"])
        return RowChange(
            table=model._meta.db_table,
            row=row,
            measures=[row] if model is Measure else [],
            at=datetime.fromisoformat(content["at"]),
            before={"marking": content["before"]},
            after={"marking": content["after"]},
            by_id=self.numbers.of(User, content["by"]),
            **{name: content[name] for name in ("request_id", "command", "database_role")},
        )


def refuse_another(table: Table, row: Row, here: Row) -> None:
    for name, value in here.items():
        if row[name] != value:
            raise ArchiveError(
                _("%(what)s “%(key)s” is here already, with another %(field)s.")
                % {"what": table.model._meta.verbose_name, "key": row[NAMED[table.model]], "field": name}
            )
