"""Circles: who may read the sessions of a dialogue. Nothing is kept of who was in one before, nor of who named whom."""

from django.utils.translation import gettext as _

from measures import access
from measures.errors import LastOrganiserError
from measures.models import Circle, CircleMember, Report, User
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_row
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def make_circle(report: Report, *, name: str, name_zh_hans: str = "", by: User) -> Circle:
    """Make a circle for some sessions of a report; whoever makes it organises them, until others do."""
    access.require(by, "make_circle", report)
    circle = Circle(report=report, key=random_key("circle"), name=name, name_zh_hans=name_zh_hans)
    with faults() as found:
        check_name(circle, found)
    circle.save()
    CircleMember.objects.create(circle=circle, user=by, organises=True)
    return circle


@in_one_transaction
def rename_circle(circle: Circle, *, name: str, name_zh_hans: str = "", by: User) -> Circle:
    locked = lock_circle(circle, by=by)
    locked.name, locked.name_zh_hans = name, name_zh_hans
    with faults() as found:
        check_name(locked, found)
    locked.save(update_fields=["name", "name_zh_hans"])
    return locked


@in_one_transaction
def name_in_circle(circle: Circle, *, user: User | None, organises: bool = False, by: User) -> CircleMember:
    """Let somebody read the sessions of a circle, or let a member organise them, too, or no longer.

    `user` is none where nobody was found: that and an account that cannot be named get the same answer.
    """
    locked = lock_circle(circle, by=by)
    with faults() as found:
        if user is None or not access.nameable_in_circles(locked.report).filter(pk=user.pk).exists():
            found.add("user", _("There is nobody of this name here who takes part in the report, or works on it."))
        elif organises and not access.is_contributor(user, locked.report):
            found.add("organises", _("Only a member of the team can organise sessions."))
    member: CircleMember
    member, _made = CircleMember.objects.get_or_create(circle=locked, user=user, defaults={"organises": organises})
    if member.organises != organises:
        if not organises:
            refuse_last_organiser(member)
        member.organises = organises
        member.save(update_fields=["organises"])
    return member


@in_one_transaction
def leave_out_of_circle(circle: Circle, *, user: User, by: User) -> None:
    """Let somebody no longer read the sessions of a circle; that they could is kept nowhere."""
    member = lock_circle(circle, by=by).members.filter(user=user).first()
    if member is not None:
        refuse_last_organiser(member)
        member.delete()


def lock_circle(circle: Circle, *, by: User) -> Circle:
    """The circle as it is now, locked until the end of the transaction, if somebody organises its sessions."""
    access.require(by, "organise_session", circle)
    return lock_row(circle, "report")


def refuse_last_organiser(member: CircleMember) -> None:
    others = CircleMember.objects.filter(circle=member.circle_id, organises=True, user__is_active=True)
    if member.organises and not others.exclude(pk=member.pk).exists():
        raise LastOrganiserError


def check_name(circle: Circle, found: Faults) -> None:
    found.require("name", circle.name)
    found.check(circle, ["name", "name_zh_hans"])
