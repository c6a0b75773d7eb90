"""What the tracker costs at size: CPU time per answer, beside the limit and beside the plain way."""
