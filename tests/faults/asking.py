"""Asks a web server again and again, and knows how long anybody ever had to wait for an answer."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

PAUSE = 0.05
# What is asked for, and the seconds between: a page takes work, which others need done.
PATHS = {"/livez": 0.1, "/": 1.0}
# Seconds until nobody waits for one answer any longer.
PATIENCE = 60.0
# Nobody waits for longer than this, unless the machine keeps others waiting at that time, too: the first page of a new
# process, for which the database has all to look up anew, takes several times what others take.
LONGEST = 1.0
SHARE = 10.0
# Seconds before and after a wait.
AT_THAT_TIME = 5.0


class Asking(threading.Thread):
    """Somebody who asks for one address, at once again where the connection is cut or refused."""

    def __init__(self, port: int, path: str, host: str = "127.0.0.1", *, pause: float = PAUSE) -> None:
        super().__init__(daemon=True)
        self.host, self.port, self.path, self.pause = host, port, path, pause
        self.stop = threading.Event()
        self.cut = self.refused = 0
        # When they asked for the first time, and when they were answered.
        self.waits: list[tuple[float, float]] = []

    def run(self) -> None:
        while not self.stop.wait(self.pause):
            began = time.monotonic()
            while not self.stop.is_set():
                try:
                    if self.status() == HTTPStatus.OK:
                        break
                except (ConnectionRefusedError, TimeoutError):
                    self.refused += 1
                except (OSError, HTTPException):
                    # Whoever was in the process that was killed begins anew; all others wait on.
                    self.cut += 1
                    began = time.monotonic()
                time.sleep(PAUSE)
            self.waits.append((began, time.monotonic()))

    def status(self) -> int:
        with closing(HTTPConnection(self.host, self.port, timeout=PATIENCE)) as link:
            link.request("GET", self.path)
            answer = link.getresponse()
            answer.read()
            return answer.status

    def longest(self, since: float = 0.0, until: float = float("inf")) -> float:
        """How long they waited at most, of what they asked for between two moments."""
        return max((end - began for began, end in self.waits if began <= until and end >= since), default=0.0)

    def too_long(self, undisturbed: "Asking") -> list[float]:
        """The waits that are long, also beside those of somebody who asks where nothing is killed."""
        found = []
        for began, end in self.waits:
            usual = undisturbed.longest(began - AT_THAT_TIME, end + AT_THAT_TIME)
            if end - began > max(LONGEST, SHARE * usual):
                found.append(end - began)
        return found


class Visitors:
    """Those who ask a web server whose processes are killed, and those who ask another one the same."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.disturbed, self.undisturbed = (
            [Asking(port, path, pause=pause) for path, pause in PATHS.items()] for port in ports
        )

    @property
    def people(self) -> list[Asking]:
        return [*self.disturbed, *self.undisturbed]

    def faults(self) -> list[str]:
        """What is not as it has to be."""
        return [
            f"Somebody waited {seconds:.1f} s for {one.path}"
            for one, other in zip(self.disturbed, self.undisturbed, strict=True)
            for seconds in one.too_long(other)
        ]

    def summary(self) -> str:
        asked = sum(len(person.waits) for person in self.disturbed)
        cut = sum(person.cut for person in self.disturbed)
        refused = sum(person.refused for person in self.disturbed)
        longest = [
            f"{one.longest():.2f} s for {one.path} ({other.longest():.2f} where nothing was killed)"
            for one, other in zip(self.disturbed, self.undisturbed, strict=True)
        ]
        requests = f"{asked} requests were answered, {cut} were cut off first and {refused} refused"
        return f"{requests}; at most {', '.join(longest)}."


@contextmanager
def asking(*people: Asking) -> Iterator[None]:
    """Let them ask all the while."""
    for person in people:
        person.start()
    try:
        yield
    finally:
        for person in people:
            person.stop.set()
        for person in people:
            person.join()
