"""What goes out: filters shared by pages, answers and exports; calendars, feeds and files."""
