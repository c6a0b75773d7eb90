"""How large a table may be; every reader uses this, also the process that knows nothing else of the tracker."""

LONGEST_CELL = 100_000
MOST_COLUMNS = 500
# Of a file, empty ones and those above the header among them. A worker looks at so many within minutes.
MOST_ROWS = 200_000
# Of JSON: how far values may stand within each other, and how long a number may be.
MOST_DEPTH = 50
MOST_DIGITS = 300
