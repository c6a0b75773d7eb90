"""The web servers of a schedule: the product, and a planted fault where the environment names one."""

from cbm_tracker.web import main
from tests.schedules.planted import plant

if __name__ == "__main__":
    plant("web")
    main()
