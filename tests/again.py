"""What `.ci/run` does after a red run: runs the few tests that failed once more, alone (`python -m tests.again`).

A test that fails by chance among thousands must not hold up a change that has nothing to do with it; it is named as
*unsteady* and mended. Whatever else is wrong with a run, it stays red: many failures, a worker that died, a module that
cannot be collected, a test that is gone.
"""

import subprocess
import sys

from tests.outcomes import PATH, Outcomes

MOST = 10


def why_not_again(first: Outcomes) -> str:
    """What speaks against running the failed tests once more; nothing if it may be done."""
    if first.exit_status == -1:
        return "the run did not get to its end"
    if first.died_workers:
        return "a process of the run died"
    if first.collection_errors:
        return "a module could not be collected"
    if len(first.failed) > MOST:
        return f"more than {MOST} tests failed"
    if first.exit_status != 1 or not first.failed:
        return f"the run ended with the exit status {first.exit_status}"
    return ""


def run_again(first: Outcomes) -> Outcomes:
    """How those tests end in one process."""
    PATH.unlink()
    # Ids may hold any sign, and there may be many letters in ten of them: a line each in a file.
    ids = PATH.with_name("failed")
    ids.write_text("\n".join(first.failed), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pytest", f"@{ids}"], check=False)
    return Outcomes.read(PATH)


def main() -> int:
    first = Outcomes.read(PATH)
    if reason := why_not_again(first):
        print(f"Not run again: {reason}.")
        return 1
    print(f"Run again, alone: {len(first.failed)} failed of {len(first.passed) + len(first.failed)}.", flush=True)
    second = run_again(first)
    unsteady = [each for each in first.failed if each in second.passed]
    for each in unsteady:
        print(f"\nUnsteady: {each}\n{first.failed[each]}")
    is_green = second.exit_status == 0 and set(second.passed) == set(first.failed)
    print(f"\n{len(first.passed) + len(unsteady)} passed, {len(first.failed) - len(unsteady)} failed", flush=True)
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(main())
