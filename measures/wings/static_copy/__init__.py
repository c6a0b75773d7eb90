"""Copies of a report that need no server: files of what anybody may read, asked of our own pages by a stranger."""
