"""Sites that have something new in each round: items of feeds, and pages that are sources; each has to come once."""

import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Sum
from django.db.models.functions import Now

from measures.models import Capture, Evidence, FetchOutcome, Report, StoredFile
from measures.models.evidence import EvidenceQuerySet
from measures.operations.clock import clock
from measures.wings.intake.models import Candidate, Feed, FeedFetch
from tests.factories import make_evidence, make_feed

# Each a host of its own; the settings of the test let them through.
HOSTS = [f"127.0.0.{number}" for number in range(2, 8)]
NEW_ITEMS = 4
NEW_PAGES = 2
PAGES, PAGE = "/pages/", "<html><head><title>A page</title></head><body><p>The harbour is open.</p></body></html>"
TAKES = 0.02


class Request(BaseHTTPRequestHandler):
    server: "News"

    def do_GET(self) -> None:
        self.server.requests[self.path] += 1
        time.sleep(TAKES)
        is_page = self.path.startswith(PAGES)
        content = (PAGE if is_page else self.server.feed(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if is_page else "application/rss+xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: Any) -> None:
        pass


class News(ThreadingHTTPServer):
    """All sites: a feed lists what was new in the last rounds, so that much of it came before."""

    daemon_threads = True

    def __init__(self, feeds: int) -> None:
        super().__init__(("0.0.0.0", 0), Request)
        self.count = feeds
        self.rounds = 0
        self.requests: Counter[str] = Counter()

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *words: Any) -> None:
        """Whoever fetches may be killed."""

    @property
    def addresses(self) -> list[str]:
        hosts = [(HOSTS[index % len(HOSTS)], index) for index in range(self.count)]
        return [f"http://{host}:{self.server_port}/{index}" for host, index in hosts]

    def items(self, path: str, since: int = 0) -> list[str]:
        """The addresses of what a feed had in the rounds since one."""
        rounds = range(max(since, 0), self.rounds)
        return [f"example.org{path}/{each}/{number}" for each in rounds for number in range(NEW_ITEMS)]

    def feed(self, path: str) -> str:
        items = "".join(
            f"<item><title>News of {address}</title><link>https://{address}</link></item>"
            for address in self.items(path, self.rounds - 3)
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'

    def prepare(self, report: Report) -> None:
        for address in self.addresses:
            make_feed(report, url=address)

    def begin_round(self, index: int) -> None:
        """There is something new on each site, each feed is due, and new pages are sources."""
        self.rounds = index + 1
        Feed.objects.update(due_at=Now())
        for host in HOSTS[:NEW_PAGES]:
            url = f"http://{host}:{self.server_port}{PAGES}{index}"
            # The round may have begun before the database was killed.
            if not Evidence.objects.at(url).exists():
                make_evidence(url=url)

    def waiting(self) -> int:
        """How many feeds and sources are due or being read."""
        feeds = Feed.objects.due(at=clock()).count() + FeedFetch.objects.waiting().count()
        return feeds + sources().exclude(addresses__ended_at__isnull=False).count()

    def faults(self) -> list[str]:
        """What is not as it has to be."""
        found = [f"{row.feed.url} was not read: {row.outcome} {row.detail}" for row in unread()]
        for feed in Feed.objects.all():
            came = Counter(feed.candidates.values_list("address", flat=True))
            if came != Counter(self.items(urlsplit(feed.url).path)):
                found.append(f"{feed.url} has {came.total()} candidates, of {len(came)} addresses")
        counted = FeedFetch.objects.aggregate(made=Sum("candidates_made"))["made"]
        if counted != Candidate.objects.count():
            found.append(f"{Candidate.objects.count()} candidates, but {counted} were counted")
        copies = Counter(Capture.objects.exclude(file=None).values_list("address__evidence", flat=True))
        if copies != Counter(sources().values_list("pk", flat=True)):
            found.append(f"{copies.total()} copies of {self.rounds * NEW_PAGES} sources")
        files = StoredFile.objects.filter(sources=None).count()
        if files != copies.total():
            found.append(f"{files} files of {copies.total()} copies")
        return found

    def summary(self) -> str:
        readings, copies = FeedFetch.objects.count(), Capture.objects.count()
        requests = sum(count for path, count in self.requests.items() if path != "/robots.txt")
        made = f"{readings} readings of feeds made {Candidate.objects.count()} candidates, {copies} sources were copied"
        return f"{made}, by {requests - readings - copies} more requests."


def sources() -> EvidenceQuerySet:
    return Evidence.objects.filter(url__contains=PAGES)


def unread() -> list[FeedFetch]:
    return list(FeedFetch.objects.exclude(outcome=FetchOutcome.READ).select_related("feed"))
