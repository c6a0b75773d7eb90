"""A server that speaks S3, buckets in it, and what is kept there."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from measures.storages import BUCKET, FOLDER
from tests.sites import free_port

KEY_ID, SECRET_KEY = "tracker", "a-secret-key-that-nobody-may-read"
SERVERS = ("master", "volume", "filer", "s3")
# How often a server is started, and for so many seconds each may take to store something.
ATTEMPTS, PATIENCE = 4, 30
serials = count()


@dataclass
class Bucket:
    """A bucket, and what the settings and the environment of another process call it."""

    name: str
    endpoint: str

    @property
    def options(self) -> dict[str, str]:
        return {
            "bucket_name": self.name,
            "access_key": KEY_ID,
            "secret_key": SECRET_KEY,
            "region_name": "us-east-1",
            "endpoint_url": self.endpoint,
        }

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CBM_S3_BUCKET": self.name,
            "CBM_S3_KEY_ID": KEY_ID,
            "CBM_S3_SECRET_KEY": SECRET_KEY,
            "CBM_S3_ENDPOINT": self.endpoint,
        }

    @property
    def client(self) -> Any:
        return client_of_server(self.endpoint)

    @property
    def stranger(self) -> Any:
        """Somebody without a key."""
        return client_of_server(self.endpoint, signature_version=UNSIGNED)

    def keep_versions(self) -> None:
        self.client.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})

    def let_everybody(self, action: str, resource: str) -> None:
        allow = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        self.client.put_bucket_policy(Bucket=self.name, Policy=policy)

    def put(self, path: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=path, Body=content)

    def kept(self) -> list[str]:
        """The paths of all objects, as a program lists them."""
        return [each["Key"] for each in self.client.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def versions(self) -> list[str]:
        """The paths of all versions and markers of deletion."""
        listed = self.client.list_object_versions(Bucket=self.name)
        return [each["Key"] for each in (*listed.get("Versions", []), *listed.get("DeleteMarkers", []))]

    def content(self, path: str) -> bytes:
        found: bytes = self.client.get_object(Bucket=self.name, Key=path)["Body"].read()
        return found


def client_of_server(endpoint: str, **options: Any) -> Any:
    config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, **options)
    keys = {"aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET_KEY}
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=config, **keys)


@contextmanager
def s3_server() -> Iterator[str]:
    """A SeaweedFS of its own on this machine, which ends with the block; yields its address."""
    with tempfile.TemporaryDirectory(prefix="cbm-bucket-") as folder:
        server, endpoint = started_server(Path(folder))
        try:
            yield endpoint
        finally:
            server.kill()
            server.wait()


def started_server(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server that stores what it is given, and its address.

    Somebody else may take one of its eight ports before it does; then it stores nothing, and another one is started.
    """
    for attempt in range(ATTEMPTS):
        place = folder / str(attempt)
        place.mkdir()
        server, endpoint = new_server(place)
        if stores(endpoint, server):
            return server, endpoint
        server.kill()
        server.wait()
    raise AssertionError("the server of S3 did not start")


def new_server(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    config = folder / "s3.json"
    keys = [{"accessKey": KEY_ID, "secretKey": SECRET_KEY}]
    config.write_text(json.dumps({"identities": [{"name": "tracker", "credentials": keys, "actions": ["Admin"]}]}))
    places = [f"-{server}.port{kind}={free_port()}" for server in SERVERS for kind in ("", ".grpc")]
    endpoint = f"http://127.0.0.1:{places[-2].partition('=')[2]}"
    alone = (
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
    )
    options = f"-dir={folder}", "-filer", "-s3", f"-s3.config={config}", "-volume.max=1000", *alone
    command = [str(Path(sys.executable).with_name("weed")), "-logtostderr=true", "server", *options, *places]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, stderr=log, stdout=log), endpoint


def stores(endpoint: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether a server stores what it is given within a while."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            new_bucket(endpoint).put("first", b"written")
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        else:
            return True
    return False


def new_bucket(endpoint: str) -> Bucket:
    bucket = Bucket(f"files-{next(serials)}", endpoint)
    client_of_server(endpoint).create_bucket(Bucket=bucket.name)
    return bucket


def use(settings: Any, place: str, bucket: Bucket) -> None:
    """Let this process keep its files in the folder or in a bucket, and know of the other."""
    folder = {"BACKEND": "measures.storages.folder.FolderStorage"}
    places = {FOLDER: folder, BUCKET: {"BACKEND": "measures.storages.bucket.BucketStorage", "OPTIONS": bucket.options}}
    settings.STORAGES = {**settings.STORAGES, **places, "default": places[place]}
    settings.CBM_FILES_IN = place
