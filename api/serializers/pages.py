"""Readings that come in pages: what asks for one of them, and where those beside it are."""

from typing import Any

from rest_framework import serializers

from api.pagination import CURSOR, LARGEST_PAGE, NEXT, PREVIOUS


class PageQuerySerializer(serializers.Serializer[Any]):
    """Which page, and how long."""

    cursor = serializers.CharField(required=False, help_text=CURSOR)
    page_size = serializers.IntegerField(
        min_value=1, max_value=LARGEST_PAGE, default=LARGEST_PAGE, help_text="Number of rows in a page."
    )


class PageLinksSerializer(serializers.Serializer[Any]):
    """The addresses of the pages beside this one."""

    next = serializers.URLField(allow_null=True, help_text=NEXT)
    previous = serializers.URLField(allow_null=True, help_text=PREVIOUS)
