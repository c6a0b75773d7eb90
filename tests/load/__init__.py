"""The load test: people read, write, import and are reminded while processes are killed; then all is counted."""
