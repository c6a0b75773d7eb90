"""The verbs: every change to the record is one function here, called alike by page, API, command and task."""
