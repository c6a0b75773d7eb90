"""The verbs: every change to the record is one function here, called the same way by page, API, command and task."""
