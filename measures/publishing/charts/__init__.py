"""Charts as SVG made on the server: no script, themed by classes, printable; their numbers are in a table."""
