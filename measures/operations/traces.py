"""Traces do not stay for ever: who has not asked for what has changed for long has to read anew."""

from datetime import timedelta

from measures.models import TRACES_KEPT_FOR, Moment, Trace
from measures.operations.transactions import in_one_transaction

# So much earlier a moment is refused than the traces go that it asks for: no request that still reads them is so old.
REFUSED_BEFORE = timedelta(days=1)


@in_one_transaction
def forget_traces() -> int:
    """Note the present moment, by which traces grow old, and forget those that nobody may ask for any more.

    The first that is noted stands for all that was before it.
    """
    present = Moment.objects.present()
    noted = Moment.objects.noted_with(present)
    past = noted.filter(at__lt=present.at - TRACES_KEPT_FOR - REFUSED_BEFORE).last()
    if not noted.exists():
        present.xid = 0
    present.save()
    if past is None:
        return 0
    Moment.objects.filter(at__lt=past.at).delete()
    return Trace.objects.filter(xid__lt=past.xid).delete()[0]
