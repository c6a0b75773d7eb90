"""What `manage.py check --deploy` asks of the bucket of stored files, where there is one."""

from django.conf import settings
from django.core import checks

from measures.storages import BUCKET, OutOfReachError, file_storage


def check_bucket(**_: object) -> list[checks.CheckMessage]:
    """The bucket answers, to this tracker alone, and over an encrypted connection."""
    if BUCKET not in settings.STORAGES:
        return []
    found: list[checks.CheckMessage] = []
    if settings.STORAGES[BUCKET]["OPTIONS"].get("endpoint_url", "").startswith("http://"):
        hint = "Over http:// files go unencrypted: CBM_S3_ENDPOINT may name it within one machine or its own network."
        found.append(checks.Warning(hint, id="cbm_tracker.W001"))
    try:
        if file_storage(BUCKET).is_public():
            found.append(
                checks.Error("Anybody can read the bucket of CBM_S3_BUCKET: make it private.", id="cbm_tracker.E001")
            )
    except OutOfReachError as error:
        found.append(checks.Error(str(error), id="cbm_tracker.E002"))
    return found
