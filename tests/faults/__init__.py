"""The fault test of reminder mail: processes are killed at random moments, and every digest arrives all the same."""
