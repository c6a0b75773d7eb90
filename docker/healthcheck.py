"""Asks this container's web server whether it is ready, under a name that it answers to."""

import os
import sys
from http.client import HTTPConnection


def main() -> int:
    host = os.environ["CBM_ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    server = HTTPConnection("127.0.0.1", 8000, timeout=4)
    server.request("GET", "/readyz", headers={"Host": host})
    return 0 if server.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
