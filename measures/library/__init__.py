"""Reports and their records as data: files that are read, checked and loaded."""
