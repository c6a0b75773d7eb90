"""The wings: each capability that only reads the record or feeds it, in a folder with everything of it."""
