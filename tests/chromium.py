"""Which Chromium looks at the pages: what CBM_CHROMIUM names, else the system's, preferably one without a screen."""

import os
import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CBM_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
