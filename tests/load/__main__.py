"""Runs the load test on services of its own: `python -m tests.load --minutes 10 --seed 1`."""

import argparse
import sys

from tests.faults.alone import run_alone


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1, help="of what people do and of the moments of the kills")
    parser.add_argument("--measures", type=int, default=200, help="how many measures people write about")
    parser.add_argument("--rows", type=int, default=3000, help="how many rows each import has")
    parser.add_argument("--recipients", type=int, default=100, help="how many people are reminded")
    parser.add_argument("--people", type=int, default=6, help="how many read, and half as many write")
    parameters = parser.parse_args()
    words = (
        round(parameters.minutes * 60),
        parameters.seed,
        parameters.measures,
        parameters.rows,
        parameters.recipients,
        parameters.people,
    )
    sys.exit(run_alone("tests.load.play", *words, CBM_TICK="2", CBM_MAIL_PAUSE="0.5"))


if __name__ == "__main__":
    main()
