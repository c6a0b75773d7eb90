"""Tables of others as measures: read with what was guessed, planned row by row, written as one act."""
