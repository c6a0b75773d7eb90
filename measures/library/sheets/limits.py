"""How much of a table is taken: what every kind of it is read with, also where nothing else of the tracker is known."""

LONGEST_CELL = 100_000
MOST_COLUMNS = 500
