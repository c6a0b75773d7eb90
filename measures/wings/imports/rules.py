"""Which imports somebody may read."""

from django.db.models import QuerySet

from measures.access import allows, reports_where
from measures.models import User
from measures.wings.imports.models import Import


def imports_for(reader: User) -> QuerySet[Import]:
    """The imports that a reader may read: all, or those into the reports in which they may."""
    found: QuerySet[Import] = Import.objects.all()
    return found if allows(reader, "read_imports") else found.filter(report__in=reports_where(reader, "read_imports"))
