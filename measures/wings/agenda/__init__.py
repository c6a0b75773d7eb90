"""The agenda: what a meeting could take up, computed from the record, as a document for its organiser."""
