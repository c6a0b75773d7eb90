"""Tables of others as measures: which column says what, what each row would change, and writing it."""
