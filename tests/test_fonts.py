"""The two faces that pages are set in: small, as recorded, with every sign that our pages use, and sent with them."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from fontTools.ttLib import TTFont

from tests.servers import ROOT

FONTS = ROOT / "measures/static/fonts"
FACES = sorted(FONTS.glob("*.woff2"))
LARGEST = 120_000
# Drawn by a face of the system: not both of ours have them.
OF_THE_SYSTEM = {"⇄", "↔", "↗"}
PRELOADED = re.compile(r'<link rel="preload" href="(/static/[^"]+)" as="font" type="font/woff2" crossorigin>')


def shown_signs() -> set[str]:
    """What is neither a letter nor Chinese, in templates, style sheets, and words of the code."""
    places = [("templates", "*.html"), ("static/css", "*.css"), ("", "*.py")]
    files = [file for folder, kind in places for file in (ROOT / "measures").rglob(f"{folder}/**/{kind}".lstrip("/"))]
    texts = "".join(file.read_text(encoding="utf-8") for file in files)
    signs = {sign for sign in texts if sign > "~" and sign.isprintable() and not sign.isalpha()}
    return {sign for sign in signs if unicodedata.east_asian_width(sign) not in "WF"}


def test_the_faces_are_small_and_as_recorded() -> None:
    lines = [line.split() for line in (FONTS / "SHA256SUMS").read_text().splitlines()]

    assert {name: digest for digest, name in lines} == {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FACES
    }
    assert sum(file.stat().st_size for file in FACES) <= LARGEST


@pytest.mark.parametrize("face", FACES, ids=lambda file: file.stem)
def test_every_sign_of_our_pages_is_in_each_face(face: Path) -> None:
    font = TTFont(face)
    there_is = {chr(code) for code in font.getBestCmap()}

    assert shown_signs() - there_is - OF_THE_SYSTEM == set()
    assert "Source" not in font["name"].getDebugName(1)


@pytest.mark.django_db
def test_a_page_asks_for_its_faces_at_once_and_gets_them_from_here(client: Client) -> None:
    page = client.get("/")
    addresses = PRELOADED.findall(page.content.decode())

    assert addresses
    assert all(finders.find(address.removeprefix("/static/")) for address in addresses)
    assert "font-src 'self'" in page["Content-Security-Policy"]


def test_text_is_shown_before_its_face_has_come() -> None:
    css = (ROOT / "measures/static/css/tracker.css").read_text()
    faces = re.findall(r"@font-face {(.*)}", css)

    ours, standing_in = ([face for face in faces if place in face] for place in ("url(", "local("))
    assert [face for face in ours if "font-display: swap" not in face] == []
    assert standing_in
    assert [face for face in standing_in if "size-adjust" not in face] == []
    assert {name for face in faces for name in re.findall(r'url\("\.\./fonts/([^"]+)"\)', face)} == {
        file.name for file in FACES
    }
