"""Figures as SVG made on the server: no script, themed by classes, the same on paper; the numbers stand in a table."""
