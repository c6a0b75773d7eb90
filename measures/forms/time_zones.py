"""The time zones that forms offer: each by one city, to be found by typing a part of its name."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, to_locale

from measures.models.people import validate_time_zone


@cache
def zones_offered(language: str) -> Sequence[tuple[str, str]]:
    """UTC and the zones of the time zone database's table of places, without aliases, each with its city."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    names = sorted(line.split("\t")[2] for line in table.splitlines() if not line.startswith("#"))
    places = Locale.parse(to_locale(language)).time_zones
    return [("UTC", "UTC"), *((name, places.get(name, {}).get("city") or city_in(name)) for name in names)]


def city_in(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


class TimeZoneInput(forms.TextInput):
    """A field to type into, with the zones that fit what was typed."""

    template_name = "measures/forms/time_zone.html"

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["widget"]["zones"] = zones_offered(get_language() or "en")
        return context


class TimeZoneField(forms.CharField):
    """A time zone, by its name or by its city. One that is not offered, as the API takes it, may stay."""

    default_validators = [validate_time_zone]

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "time-zones", "autocomplete": "off"}
        super().__init__(**{"max_length": 60, "widget": TimeZoneInput(attrs=attrs), **kwargs})

    def to_python(self, value: object) -> str:
        typed = super().to_python(value)
        cities = {city.casefold(): name for name, city in zones_offered(get_language() or "en")}
        return str(cities.get(str(typed).casefold(), typed))
