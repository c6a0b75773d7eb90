"""The addresses at which nothing is written down of who sent a request: those of dialogue sessions.

Whoever reads the database, the log or a backup must not learn who opened, wrote or amended something there.
"""

import re

UNATTRIBUTED = re.compile(r"/(api/v1/)?(sessions|circles|agenda)(/|$)")


def is_unattributed(path: str) -> bool:
    return UNATTRIBUTED.match(path) is not None
