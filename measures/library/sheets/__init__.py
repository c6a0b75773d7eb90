"""Tables of others as rows: what the options leave open is found out, or asked where the file does not decide."""
