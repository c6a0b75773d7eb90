"""Where the web servers of a schedule begin: the product, and a planted fault where the environment names one."""

# Sets Django up; so it comes first.
from cbm_tracker.asgi import application  # isort: skip
from tests.schedules.planted import plant

__all__ = ["application"]

plant("web")
