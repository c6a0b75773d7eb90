"""A private PostgreSQL and a private Valkey, from wheels: for a laptop, a demonstration and the tests."""


class EmbeddedError(RuntimeError):
    """A private service could not be found or started; the message is one line that says what to do."""
