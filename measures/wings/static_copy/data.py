"""The files of a copy beside its pages: tables, the library, briefs, proofs of the journal, and what it all is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.urls import reverse

from measures.models import PUBLIC, Entry
from measures.models.texts import CHINESE, ENGLISH
from measures.wings.static_copy.crawling import START, Stranger
from measures.wings.static_copy.editions import Edition

TABLES, PROOFS = "tables", "proofs"
CHECKPOINTS = f"{PROOFS}/checkpoints.json"
LIBRARY = "library.yaml"
BRIEFS = {ENGLISH: "brief-en.pdf", CHINESE: "brief-zh-hans.pdf"}
CRATE = "ro-crate-metadata.json"
# Checks a proof without asking anybody; `docs/journal.md` explains it.
VERIFIER = Path(__file__).with_name("verify_entry.py")
TYPES = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".pdf": "application/pdf",
    ".py": "text/x-python",
}


class NotAnsweredError(RuntimeError):
    """The tracker did not answer what a copy needs of it."""


@dataclass(frozen=True)
class CopiedData:
    """What a stranger gets from the API of a report, as files."""

    edition: Edition

    @cached_property
    def stranger(self) -> Stranger:
        return Stranger(self.edition, ENGLISH)

    @cached_property
    def address(self) -> str:
        return reverse("api-root")

    def files(self) -> Iterator[tuple[str, bytes]]:
        """All of them by their paths; `ro-crate-metadata.json` comes last, since it names the others."""
        paths = []
        for path, content in (*self.tables(), *self.documents(), *self.proofs()):
            paths.append(path)
            yield path, content
        yield CRATE, as_json(self.crate(paths))

    def tables(self) -> Iterator[tuple[str, bytes]]:
        """Each table as CSV and as JSON Lines, and the data package that says what their columns hold."""
        package = json.loads(self.get(f"reports/{self.edition.report.slug}/datapackage/", **self.edition.days))
        for resource in package["resources"]:
            address = urlsplit(resource["path"])
            resource["path"] = resource["name"]
            wanted = dict(parse_qsl(address.query))
            yield f"{TABLES}/{resource['name']}", self.get(address.path.removeprefix(self.address), **wanted)
        yield f"{TABLES}/datapackage.json", as_json(package)

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """The library, by which another tracker takes the report; the brief of the year before."""
        report = self.edition.report
        yield LIBRARY, self.get(f"reports/{report.slug}/library/")
        days = {"to": str(self.edition.as_of), "known_at": self.edition.days["known_at"]}
        for language, path in BRIEFS.items():
            yield path, self.get("brief/", format="pdf", report=report.slug, language=language, **days)

    def proofs(self) -> Iterator[tuple[str, bytes]]:
        """For each entry that may be read whole: what was sealed, and how it follows from a signed checkpoint."""
        signed = {}
        entries = Entry.objects.visible_to(PUBLIC).filter(report=self.edition.report)
        recorded = entries.recorded(known_at=self.edition.known_at).order_by("sequence")
        for key in recorded.values_list("key", flat=True):
            proof = self.find("checkpoints/inclusion/", entry=key, known_at=self.edition.days["known_at"])
            if proof is None:
                # A checkpoint has all entries up to one, so none that follows is in it either.
                break
            sealed = self.find(f"entries/{key}/sealed/")
            if sealed is None:
                continue
            yield f"{PROOFS}/{key}.json", as_json({"sealed": sealed, "proof": proof})
            signed[proof["note"]] = {"key": proof["key"], "note": proof["note"]}
        if signed:
            yield CHECKPOINTS, as_json([signed[note] for note in sorted(signed)])
            yield f"{PROOFS}/{VERIFIER.name}", VERIFIER.read_bytes()

    def crate(self, paths: list[str]) -> Mapping[str, Any]:
        """What an archive wants to know of the folder (RO-Crate 1.1)."""
        report = self.edition.report
        parts = [{"@id": path, "@type": "File", **type_of(path)} for path in (START, *paths)]
        folders = [{"@id": f"{language}/", "@type": "Dataset", "inLanguage": language} for language in BRIEFS]
        about = {
            "@id": "./",
            "@type": "Dataset",
            "name": report.title,
            "description": report.disclaimer,
            "datePublished": self.edition.at.isoformat(),
            "license": {"@id": "#rights"},
            "url": f"{settings.CBM_SITE_URL}{reverse('report', args=[report.slug])}",
            "hasPart": [{"@id": part["@id"]} for part in (*parts, *folders)],
        }
        rights = {
            "@id": "#rights",
            "@type": "CreativeWork",
            "name": "Rights in the texts",
            "description": "The report and the words that are quoted belong to their authors and publishers. Whoever "
            "runs the tracker says under which terms the rest may be used.",
        }
        descriptor = {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        }
        context = "https://w3id.org/ro/crate/1.1/context"
        return {"@context": context, "@graph": [descriptor, about, rights, *parts, *folders]}

    def get(self, path: str, **wanted: str) -> bytes:
        answer = self.stranger.get(f"{self.address}{path}", **wanted)
        if answer.status_code != HTTPStatus.OK:
            raise NotAnsweredError(f"{path}: {answer.status_code}")
        content: bytes = answer.getvalue()
        return content

    def find(self, path: str, **wanted: str) -> Any:
        """What is at an address, if a stranger may have it."""
        answer = self.stranger.get(f"{self.address}{path}", **wanted)
        if answer.status_code not in (HTTPStatus.OK, HTTPStatus.NOT_FOUND):
            raise NotAnsweredError(f"{path}: {answer.status_code}")
        return answer.json() if answer.status_code == HTTPStatus.OK else None


def type_of(path: str) -> dict[str, str]:
    form = TYPES.get(PurePosixPath(path).suffix)
    return {"encodingFormat": form} if form else {}


def as_json(content: object) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()
