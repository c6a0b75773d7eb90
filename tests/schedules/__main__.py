"""Runs schedules, each on services of its own: `python -m tests.schedules --seeds 1-60`."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cbm_tracker.embedded.addresses import postgres_folder
from cbm_tracker.embedded.services import services
from cbm_tracker.processes import say
from tests.faults.alone import migrate, run_on, scratch_folder
from tests.schedules import PLANTED
from tests.schedules.nemesis import DISKS
from tests.servers import ROOT

FINISHED = ROOT / "var" / "schedules" / "finished"
# Megabytes of the disk that each folder lies on.
SIZES = {"files": 64, "postgres": 700}
SETTINGS = {
    "CBM_TICK": "2",
    "CBM_MAIL_PAUSE": "0.5",
    "CBM_FETCH": "on",
    "CBM_FETCH_NETWORKS": "127.0.0.0/8",
    "CBM_FETCH_PAUSE": "1",
    "CBM_FETCH_HOST_PAUSE": "0.01",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.schedules", description=__doc__)
    parser.add_argument("--seeds", type=seeds_from, default="1-60", help="for example 1-60 or 3,17,21")
    parser.add_argument("--seconds", type=float, default=20, help="how long people act")
    parser.add_argument("--resume", action="store_true", help="leave out the seeds that have passed before")
    parser.add_argument("--planted", default="", help="a fault that has to be found: see planted.py")
    parameters = parser.parse_args()
    seeds = parameters.seeds
    if parameters.resume and FINISHED.exists():
        passed = set(map(int, FINISHED.read_text().split()))
        seeds = [seed for seed in seeds if seed not in passed]
    with scratch_folder() as template:
        with services(template):
            migrate(template)
        failed = [seed for seed in seeds if not has_passed(seed, template, parameters)]
    say(f"{len(seeds)} schedules, {len(failed)} with anomalies{': ' if failed else '.'}{', '.join(map(str, failed))}")
    sys.exit(1 if failed else 0)


def seeds_from(text: str) -> list[int]:
    """The seeds that a text names: `1-60`, `3,17,21`."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def has_passed(seed: int, template: Path, parameters: argparse.Namespace) -> bool:
    """Run one schedule, and note that it has passed."""
    with ExitStack() as stack:
        var = stack.enter_context(scratch_folder())
        disks = [folder for folder in DISKS.values() if stack.enter_context(own_disk(var / folder, SIZES[folder]))]
        shutil.copytree(postgres_folder(template) / "data", postgres_folder(var) / "data")
        stack.enter_context(services(var))
        words = (seed, parameters.seconds, ",".join(disks))
        settings = SETTINGS | ({PLANTED: parameters.planted} if parameters.planted else {})
        has_passed = run_on(var, "tests.schedules.play", *words, **settings) == 0
    if has_passed and parameters.resume:
        FINISHED.parent.mkdir(parents=True, exist_ok=True)
        with FINISHED.open("a") as file:
            file.write(f"{seed}\n")
    return has_passed


@contextmanager
def own_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Let a folder be a small disk of its own; answers whether that could be had."""
    folder.mkdir(mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    is_mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)


if __name__ == "__main__":
    main()
