"""How large a table may be; every reader uses this, also the process that knows nothing else of the tracker."""

LONGEST_CELL = 100_000
MOST_COLUMNS = 500
