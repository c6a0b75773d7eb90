"""What a balancer is told."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from psycopg_pool import PoolTimeout

from cbm_tracker import health


def test_a_living_process_says_so_without_a_database(client: Client) -> None:
    assert client.get("/livez").json() == {"live": True}


@pytest.mark.django_db
def test_it_is_ready_with_database_migrations_and_broker(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "down": []}


@pytest.mark.django_db
def test_a_broker_that_is_down_is_named(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "down": ["broker"]}


@pytest.mark.django_db
def test_a_database_that_is_down_is_named_soon(client: Client) -> None:
    with patch.object(connection.pool, "connection", side_effect=PoolTimeout) as parameters:
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["down"] == ["database"]
    assert parameters.call_args.kwargs["timeout"] < 5


@pytest.mark.django_db
def test_a_database_that_is_not_migrated_is_named(client: Client) -> None:
    with patch.object(health.MigrationExecutor, "migration_plan", return_value=["0003_missing"]):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["down"] == ["migrations"]
