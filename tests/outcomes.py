"""Writes how the tests of a run ended to `.tools/test/outcomes.json`, as a plugin of pytest (`-p tests.outcomes`).

Whether a red run may be tried again depends on what failed, and the exit status of a run does not say it: tests that
failed, a worker that died, and a module that could not be collected may all end in the same number.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

PATH = Path(".tools/test/outcomes.json")


@dataclass
class Outcomes:
    """How the tests of one run ended: by their ids, and what pytest printed of each that failed."""

    exit_status: int = -1
    passed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    failures: int = 0
    errors: int = 0
    died_workers: int = 0
    collection_errors: int = 0

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Outcomes":
        """Those of the last run; where no run got to its end there is no file."""
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else cls()


class Recorder:
    """Hears of each test in the process that hands the tests out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outcomes = Outcomes()
        path.unlink(missing_ok=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.outcomes.failed[report.nodeid] = report.longreprtext
            self.outcomes.failures += report.when == "call"
            self.outcomes.errors += report.when != "call"
        elif report.passed and report.when == "call":
            self.outcomes.passed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.outcomes.collection_errors += report.failed

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, error: object) -> None:
        """A hook of xdist's: a worker that ends in order has no error."""
        self.outcomes.died_workers += error is not None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self.outcomes.exit_status = int(exitstatus)
        self.outcomes.passed = [each for each in self.outcomes.passed if each not in self.outcomes.failed]
        self.outcomes.write(self.path)


def pytest_configure(config: pytest.Config) -> None:
    """The workers of a run report to the process that hands the tests out, which alone has no `workerinput`."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config.rootpath / PATH))
