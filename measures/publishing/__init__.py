"""What goes out: the filters that pages, answers and exports share."""
