"""Where the private services of a folder listen. Computed from its path alone: nothing is started or written here."""

import hashlib
import os
import re
from pathlib import Path

DATABASE = "cbm"
OWNER_ROLE = "cbm_owner"
APPLICATION_ROLE = "cbm_app"
# A Unix socket's path has room for 107 bytes; PostgreSQL adds “/.s.PGSQL.5432.lock” to its folder.
LONGEST_SOCKET_FOLDER = 85
# Nothing that means something in an address, in a shell or in PostgreSQL's list of folders.
PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)
SECRET_KEY_FILE = "secret_key"
INSECURE_SECRET_KEY = "insecure-until-the-services-have-been-up-once"


def socket_folder(folder: Path) -> Path:
    """Beside what the service keeps, or in a short private folder where that path is too long or too odd."""
    near = folder / "run"
    if len(str(near)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(near)):
        return near
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    # Not by $TMPDIR, which may differ between the processes that have to meet there.
    return Path("/tmp") / f"cbm-{os.getuid()}-{digest}"


def postgres_folder(var: Path) -> Path:
    return var / "postgres"


def valkey_folder(var: Path) -> Path:
    return var / "valkey"


def valkey_socket(var: Path) -> Path:
    return socket_folder(valkey_folder(var)) / "valkey.sock"


def database_url(var: Path, role: str, database: str = DATABASE) -> str:
    """The address of a private database, for a role."""
    return f"postgresql://{role}@/{database}?host={socket_folder(postgres_folder(var))}"


def broker_url(var: Path, database: int = 0) -> str:
    """The address of the private broker; each number is a broker of its own."""
    return f"redis+socket://{valkey_socket(var)}?virtual_host={database}"


def secret_key(var: Path) -> str:
    """The key that was made when the services first came up, or one that is good for nothing but checks."""
    path = var / SECRET_KEY_FILE
    return path.read_text() if path.is_file() else INSECURE_SECRET_KEY
