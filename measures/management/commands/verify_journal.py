"""Verifies the journal against its seals, and against heads that were pinned elsewhere."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.analysis.verification import Head, verify
from measures.models import ChainKind, Verification
from measures.operations.clock import clock
from measures.operations.transactions import in_one_snapshot
from measures.storages import OutOfReachError
from measures.upgrading.dialogue import CHAINS_THAT_LEFT
from measures.wing import from_wings


class Command(BaseCommand):
    help = "Verify that every entry and every review says what was sealed; exits with 1 on any fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, metavar="FILE", help="compare with the heads pinned in a file")
        parser.add_argument("--write-heads", type=Path, metavar="FILE", help="write the present heads, to be pinned")
        parser.add_argument("--json", action="store_true", help="print the findings as one JSON document")

    def handle(self, *args: Any, heads: Path | None, write_heads: Path | None, **options: Any) -> None:
        pinned, signed = read_heads(heads) if heads else ([], [])
        try:
            with in_one_snapshot():
                findings = verify(pinned, signed)
        except OutOfReachError as error:
            raise CommandError(f"Nothing was verified. {error}") from error
        Verification.objects.create(verified_at=clock(), entries=findings.entries, faults=len(findings.faults))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(findings), ensure_ascii=False))
        else:
            for finding in (*findings.redactions, *findings.redacted_rows, *findings.faults):
                self.stdout.write(str(finding))
        if findings.faults:
            raise CommandError(f"{findings.totals} walked, {len(findings.faults)} faults found.")
        if write_heads:
            lines = [*(head.as_json for head in findings.heads), *(head.as_json for head in findings.signed)]
            write_heads.write_text("".join(f"{line}\n" for line in lines))
        if not options["json"]:
            self.stdout.write(f"{findings.totals} verified, no fault found.")


def read_heads(file: Path) -> tuple[list[Head], list[object]]:
    """The heads of chains and origins in a file: a JSON line each, a list, or an answer of the API or this command."""
    try:
        rows = rows_in_file(file.read_text())
        heads = [parse_head(row) for row in rows if "origin" not in row and row.get("kind") != CHAINS_THAT_LEFT]
        of_origins = [row for row in rows if "origin" in row]
        signed = from_wings(lambda wing: wing.read_heads(of_origins))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CommandError(f"{file} holds no heads: {error!r}", returncode=2) from error
    if len(signed) < len(of_origins):
        raise CommandError(f"{file} holds what was signed of chains, which this tracker does without.", returncode=2)
    return heads, signed


def parse_head(row: dict[str, Any]) -> Head:
    """A head as it was written down: before there were kinds of chains it names none, and every chain had a report."""
    kind = row.get("kind", ChainKind.JOURNAL)
    report = row["report"] if kind == ChainKind.JOURNAL else row.get("report") or ""
    return Head(report, row["marking"], int(row["sequence"]), row["seal"], kind)


def rows_in_file(text: str) -> list[dict[str, object]]:
    try:
        document = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(document, list):
        return document
    if document.get("next"):
        raise ValueError("this is the first page only; ask for page_size=500")
    rows: list[dict[str, object]] = document.get("results", document.get("heads", [document]))
    return [*rows, *document.get("signed", [])]
