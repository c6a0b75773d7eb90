"""What this wing tells the rest of the tracker."""

from datetime import datetime

from measures.wing import Wing
from measures.wings.static_copy.tasks import wake_for_copies


class StaticCopy(Wing):
    """Copies of reports that need no server."""

    def wake(self, *, at: datetime) -> None:
        wake_for_copies(at=at)


WING = StaticCopy()
