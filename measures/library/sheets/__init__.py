"""Tables of others, read row by row: what they are is found out, told, and can be said otherwise."""
