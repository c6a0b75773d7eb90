"""Whose a view is and about whose conduct, as codes: shared by rows and by facts."""

from typing import TYPE_CHECKING

INDEPENDENT = "independent"
BOTH = "both"
NONE = "none"


class AboutConduct:
    """About a party's conduct, both parties', or no one's in particular."""

    __slots__ = ()

    if TYPE_CHECKING:
        about_id: str | None
        about_both: bool

    @property
    def about_code(self) -> str:
        """Whose conduct it is about: a party's code, ``both``, or ``none`` in particular."""
        return BOTH if self.about_both else self.about_id or NONE


class Voiced(AboutConduct):
    """Somebody's view: a party's, or the independent analyst's."""

    __slots__ = ()

    if TYPE_CHECKING:
        whose_id: str | None

    @property
    def whose_code(self) -> str:
        return self.whose_id or INDEPENDENT
