"""The figures of a run, printed."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median, quantiles

from cbm_tracker.processes import say
from tests.load.client import CUT, NOT_NOW, Exchange
from tests.load.downtime import Downtime
from tests.load.memory import Memory
from tests.load.run import Run
from tests.load.writers import Importer


def tell(run: Run, importer: Importer, downtime: Downtime, memory: Memory) -> None:
    tell_answers(run.exchanges)
    for what, died, ready in downtime.windows:
        say(f"The {what} was killed, and all was ready {ready - died:.1f} s later.")
    counts = {"entries": run.ledger.entries, "sources": run.ledger.sources, "reviews": run.ledger.reviews}
    say(f"Answered with success: {', '.join(f'{len(kept)} {what}' for what, kept in counts.items())}.")
    say(f"{sum(each.is_again for each in run.exchanges)} requests were sent again.")
    say(f"{len(importer.imported)} imports of {importer.rows} rows were written.")
    say(f"{run.rounds} due days were told to {run.recipients} people, by {run.sink.count} mails.")
    for name, first, last in memory.growth():
        say(f"Memory of {name}: {first:.0f} MB at most when warm, {last:.0f} MB in the end.")


def tell_answers(exchanges: Sequence[Exchange]) -> None:
    kinds: dict[str, list[Exchange]] = defaultdict(list)
    for each in exchanges:
        kinds[each.what].append(each)
    for what, all_of_it in sorted(kinds.items()):
        taken = [each.ended - each.began for each in all_of_it if each.status not in NOT_NOW] or [0.0]
        slow = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        cut = sum(each.status == CUT for each in all_of_it)
        busy = sum(each.status in NOT_NOW for each in all_of_it) - cut
        say(
            f"{what:>16}: {len(all_of_it):>6} requests, {median(taken) * 1000:.0f} ms in the middle, "
            f"{slow * 1000:.0f} ms at 95 %; {busy} told to come again, {cut} cut off."
        )
