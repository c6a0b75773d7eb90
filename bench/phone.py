"""How pages load on a phone, by Lighthouse (`make phone`, while `make run` serves): medians, and what it finds.

Lighthouse and the libraries that it needs come from npm into var/lighthouse. A median says more of the pages the
calmer the machine is, so the load is printed beside.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.chromium import CHROMIUM

VERSION = "12.2.3"
ROOT = Path(__file__).parent.parent
TOOL = ROOT / "var/lighthouse"
ACCOUNTS = ROOT / "var/demonstration-accounts.txt"
WRITER = "editor@example.org"
PAGES = {
    "overview": "/?report=zhao-2020",
    "list of measures": "/measures/?report=zhao-2020",
    "a measure": "/measures/zhao-2020-US-3/",
    "log form": "/log/?measure=two-shores-NORTH-1",
}
SIGNED_IN = {"log form"}
CATEGORIES = ("performance", "accessibility", "best-practices")
PAINT = "largest-contentful-paint"


def main() -> None:
    site, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    if not (TOOL / "node_modules/lighthouse").exists():
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", TOOL, f"lighthouse@{VERSION}"]
        subprocess.run(npm, check=True)
    cookie = session_of(site)
    for name, address in PAGES.items():
        runs = [run(site + address, cookie if name in SIGNED_IN else "") for _ in range(rounds)]
        figures = [round(median(runs, category) * 100) for category in CATEGORIES]
        paint = statistics.median(each["audits"][PAINT]["numericValue"] for each in runs) / 1000
        shift = statistics.median(each["audits"]["cumulative-layout-shift"]["numericValue"] for each in runs)
        marks = " · ".join(f"{category} {figure}" for category, figure in zip(CATEGORIES, figures, strict=True))
        print(f"{name}: {marks} · LCP {paint:.2f} s · CLS {shift:.3f} · load {os.getloadavg()[0]:.1f}", flush=True)
        for finding in sorted(set(findings(runs[0]))):
            print(f"  {finding}", flush=True)


def run(url: str, cookie: str) -> dict[str, Any]:
    """What Lighthouse says of one visit, with its profile of a phone and a slow network."""
    command = [
        TOOL / "node_modules/.bin/lighthouse", url, "--quiet", "--output=json", "--output-path=stdout",
        f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless --no-sandbox",
    ]  # fmt: skip
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    browser = {"CHROME_PATH": CHROMIUM} if CHROMIUM else {}
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=TOOL, env=os.environ | browser)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def median(runs: list[dict[str, Any]], category: str) -> float:
    return statistics.median(each["categories"][category]["score"] for each in runs)


def findings(report: dict[str, Any]) -> Iterator[str]:
    """The audits that count in a score and were not passed in full."""
    for category in CATEGORIES:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{category}: {audit['title']} {audit.get('displayValue', '')}".strip()


def session_of(site: str) -> str:
    """The cookie of somebody who writes, signed in by the form that people use."""
    jar = CookieJar()
    browser, door = build_opener(HTTPCookieProcessor(jar)), f"{site}/accounts/login/"
    browser.open(door).read()
    lines = (line.split() for line in ACCOUNTS.read_text().splitlines())
    password = next(words[1] for words in lines if words[:1] == [WRITER])
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    fields = {"login": WRITER, "password": password, "csrfmiddlewaretoken": token}
    browser.addheaders = [("Referer", door)]
    browser.open(door, urlencode(fields).encode()).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


if __name__ == "__main__":
    main()
