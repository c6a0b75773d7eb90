"""The reminder digest: who is due one, what it says, and how it goes out once."""
