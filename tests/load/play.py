"""The load test itself: the stage is set, a run is played on it, and what is left is judged."""

import logging
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cbm_tracker.processes import say
from tests.faults.processes import Setup, everything
from tests.faults.rounds import faults_in
from tests.load.downtime import Downtime
from tests.load.memory import Memory
from tests.load.report import tell
from tests.load.run import Run
from tests.load.stage import Stage, set_stage
from tests.load.verdict import (
    faults_of_answers,
    faults_of_imports,
    faults_of_memory,
    faults_of_record,
    faults_of_writing,
)
from tests.load.writers import Importer

MOST_OF_LOG = 3000


def judged(run: Run, stage: Stage, importer: Importer, downtime: Downtime, memory: Memory) -> Iterator[str]:
    """Everything that is not as it has to be."""
    yield from run.faults
    yield from faults_of_answers(run.exchanges, downtime)
    yield from faults_of_writing(run.ledger, list(stage.writers))
    yield from faults_of_imports(importer)
    yield from faults_in(run.sink, run.rounds, run.recipients)
    yield from faults_of_record()
    yield from faults_of_memory(memory)


def main() -> None:
    seconds, seed, measures, rows, recipients, people = (int(word) for word in sys.argv[1:7])
    chance, began = random.Random(seed), time.monotonic()
    # They tell of each mail, and of each connection that a kill has cost.
    for talker in ("mail.log", "psycopg.pool"):
        logging.getLogger(talker).setLevel(logging.ERROR)
    run = Run(seconds, chance, rows, recipients, people)
    controller = run.sink.start()
    os.environ["CBM_MAIL_URL"] = f"smtp://127.0.0.1:{run.sink.port}"
    stage, var = set_stage(measures, max(1, people // 2)), Path(os.environ["CBM_VAR"])
    run.begin()
    with everything(var, chance, Setup(run.ports)) as all_of_it:
        importer = run.importer(stage)
        downtime, memory = run.play([*run.readers(stage), *run.writers(stage), importer], all_of_it)
        faults = list(judged(run, stage, importer, downtime, memory))
    controller.stop()
    for log in sorted(var.glob("*.log")) if faults else ():
        say(f"{log.name}: {log.read_text(errors='replace')[-MOST_OF_LOG:]}")
    say(f"{seconds} s, seed {seed}; {time.monotonic() - began:.0f} s with all that is before and after.")
    tell(run, importer, downtime, memory)
    for fault in faults[:20]:
        say(f"FAULT: {fault}")
    say(f"{len(faults)} faults.")
    sys.exit(1 if faults else 0)
