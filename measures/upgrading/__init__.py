"""What earlier versions kept and this one does not: it is counted, written down if that is wished, and taken away."""
