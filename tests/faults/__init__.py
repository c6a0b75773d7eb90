"""The fault test: processes are killed at random moments; all mails and all news arrive anyway, and news once."""
