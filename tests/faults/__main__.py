"""Runs the fault test on services of its own: `python -m tests.faults --kills 200 --seed 1`."""

import argparse
import sys

from tests.faults.alone import run_alone


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many processes are killed")
    parser.add_argument("--recipients", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and processes")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds until a kill, on average")
    parameters = parser.parse_args()
    words = (parameters.kills, parameters.recipients, parameters.seed, parameters.pause)
    fetching = {"CBM_FETCH": "on", "CBM_FETCH_NETWORKS": "127.0.0.0/8", "CBM_FETCH_PAUSE": "3"}
    pauses = {"CBM_TICK": "1", "CBM_MAIL_PAUSE": "0.5", "CBM_FETCH_HOST_PAUSE": "0.1"}
    sys.exit(run_alone("tests.faults.rounds", *words, **fetching, **pauses))


if __name__ == "__main__":
    main()
