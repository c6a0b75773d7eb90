"""The fault test of reminder mail: processes are killed at random moments, and all digests and briefs arrive anyway."""
