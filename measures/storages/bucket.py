"""Stored files in a bucket of S3, or of a server that speaks it. Only the tracker reads it, with its own key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import Any

import botocore.session
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from measures.storages import FileStorage, OutOfReachError

IN_MEMORY = 1 << 20
# More than S3 takes: a file goes in one request, so that it is there whole or not at all and no parts are left over.
IN_ONE_REQUEST = 1 << 40
NOT_FOUND = 404
NOT_IMPLEMENTED = 501
PATIENCE = 2


class BucketStorage(S3Storage, FileStorage):
    """The bucket that `CBM_S3_BUCKET` names."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.client_config = Config(
            signature_version="s3v4",
            # The signature covers a hash of the bytes, which every server checks; other checksums are known to few.
            s3={"addressing_style": "path" if self.endpoint_url else "virtual", "payload_signing_enabled": True},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 4},
        )
        self.transfer_config = TransferConfig(use_threads=False, multipart_threshold=IN_ONE_REQUEST)

    def get_default_settings(self) -> dict[str, object]:
        # A session or a profile of another program on this machine is not the tracker's.
        return {**super().get_default_settings(), "security_token": None, "session_profile": None}

    @property
    def bucket(self) -> Any:
        """The bucket, through the connection of this thread: resources are not to be shared."""
        return self.connection.Bucket(self.bucket_name)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # whoever opened it closes it
        try:
            with plain_errors():
                self.bucket.download_fileobj(name, content, Config=self.transfer_config)
        except BaseException:
            content.close()
            raise
        content.seek(0)
        return File(content, name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        with plain_errors():
            saved: str = super()._save(name, content)
        return saved

    def delete(self, name: str) -> None:
        """Delete an object with all its versions; if that is cut off, what is left is listed as before."""
        client = self.connection.meta.client
        with plain_errors():
            try:
                # The newest come first, and by its number none leaves a marker that would hide the others.
                for version in list(self.versions_of(name)):
                    client.delete_object(Bucket=self.bucket_name, Key=name, VersionId=version)
            except ClientError as error:
                if status_of(error) != NOT_IMPLEMENTED:
                    raise
                client.delete_object(Bucket=self.bucket_name, Key=name)

    def versions_of(self, name: str) -> Iterator[str]:
        """The versions of an object and its markers of deletion, as the server lists them: the newest first."""
        pages = self.connection.meta.client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self.bucket_name, Prefix=name):
            listed = [*page.get("DeleteMarkers", []), *page.get("Versions", [])]
            for version in sorted(listed, key=lambda each: not each["IsLatest"]):
                if version["Key"] == name:
                    yield version["VersionId"]

    def get_modified_time(self, name: str) -> datetime:
        with plain_errors():
            moment: datetime = super().get_modified_time(name)
        return moment

    def url(self, name: str | None, *args: Any, **options: Any) -> str:
        raise NotImplementedError("A stored file has no address of its own: the tracker serves it.")

    def paths_below(self, folder: str) -> Iterator[str]:
        pages = self.connection.meta.client.get_paginator("list_objects_v2")
        with plain_errors():
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=f"{folder}/" if folder else ""):
                yield from (found["Key"] for found in page.get("Contents", []))

    def has_room_for(self, size: int) -> bool:
        """Whether the bucket answers: what speaks S3 does not say how much room there is."""
        try:
            self.impatient_client.head_bucket(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError):
            return False
        return True

    @cached_property
    def impatient_client(self) -> Any:
        """For those who ask whether the bucket answers, and would rather hear that it does not than wait."""
        config = Config(connect_timeout=PATIENCE, read_timeout=PATIENCE, retries={"total_max_attempts": 1})
        return self.client(self.client_config.merge(config))

    def is_public(self) -> bool:
        """Whether somebody without a key can list the bucket or read an object of it."""
        stranger = self.client(self.client_config.merge(Config(signature_version=UNSIGNED)))
        with plain_errors():
            if is_answered(stranger.list_objects_v2, Bucket=self.bucket_name, MaxKeys=1):
                return True
            for path in self.paths_below(""):
                return is_answered(stranger.head_object, Bucket=self.bucket_name, Key=path)
        return False

    def client(self, config: Config) -> Any:
        return botocore.session.get_session().create_client(
            "s3",
            region_name=self.region_name,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=config,
        )


def is_answered(ask: Any, **what: Any) -> bool:
    """Whether a request is answered; a refusal is none."""
    try:
        ask(**what)
    except ClientError:
        return False
    return True


def status_of(error: ClientError) -> int | None:
    status: int | None = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise what Django's own storages do: no such file, or another error of the operating system's kind."""
    try:
        yield
    except ClientError as error:
        if status_of(error) == NOT_FOUND:
            raise FileNotFoundError(str(error)) from error
        raise OutOfReachError(f"The bucket of stored files refuses: {error}") from error
    except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
        raise OutOfReachError(f"The bucket of stored files cannot be reached: {error}") from error
