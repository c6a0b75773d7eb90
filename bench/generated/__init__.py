"""Generated reports: fictional, labelled so, of any size, to try the tracker out and to measure it."""
