"""The forms: they ask, show and hand on; the operations decide."""
