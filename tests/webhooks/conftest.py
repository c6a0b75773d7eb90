"""What tests of webhooks have at hand."""

import pytest

from tests.sites import Site, page


@pytest.fixture
def receiver(site: Site) -> Site:
    site.pages["/hook"] = page("Thanks.")
    return site
