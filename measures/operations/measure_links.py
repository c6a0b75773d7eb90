"""Linking measures, and removing such a link; links of a library stay."""

from django.utils.translation import gettext as _

from measures import access
from measures.models import Link, LinkBasis, Measure, Relation, User
from measures.operations.addressings import check_basis, refuse_from_library
from measures.operations.faults import faults
from measures.operations.locks import lock_measures, require_version
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def link_measures(
    source: Measure,
    target: Measure,
    *,
    relation: str,
    by: User,
    basis: str = LinkBasis.OURS,
    why: str = "",
    why_zh_hans: str = "",
) -> Link:
    """Say how one measure bears on another, and why: as our reading, or because of an agreement."""
    access.require(by, "link_measures", source, target)
    lock_measures({source.pk, target.pk})
    link = Link(source=source, target=target, relation=relation, basis=basis, why=why, why_zh_hans=why_zh_hans)
    with faults() as found:
        found.require_choice("relation", relation, Relation)
        found.require_choice("basis", basis, LinkBasis)
        check_basis(source, basis, "", found)
        found.require("why", why)
        if source == target:
            found.add("target", _("A measure cannot be linked to itself."))
        if Link.objects.filter(source=source, target=target, relation=relation).exists():
            found.add("target", _("There is already such a link."))
    link.save()
    return link


@in_one_transaction
def unlink_measures(link: Link, *, version: int | None = None, by: User) -> None:
    """Remove one of our links."""
    access.require(by, "link_measures", link)
    lock_measures({link.source_id, link.target_id})
    found = Link.objects.select_related("source__report").filter(pk=link.pk).first()
    if found is None:
        return
    require_version(found, version)
    refuse_from_library(found.source, found.basis)
    found.delete()
