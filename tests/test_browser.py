"""The pages in a real browser: the main job from signing in to seeing it, with and without JavaScript, and for all."""

import pytest
from playwright.sync_api import expect

from measures.models import Entry, Measure
from measures.operations.responsibility import name_owner
from tests.browsing import fill_in_a_development, sign_in
from tests.digests.test_digest_delivery import let_it_be_due
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_person_logs_a_development_and_sees_it_on_the_measure(writer, open_page, javascript):
    page = open_page(java_script_enabled=javascript)
    sign_in(page, "/measures/two-shores-COOP-2/")

    fill_in_a_development(page)
    for offered in range(3):
        page.locator(f"#assessments-{offered} > summary").click()
    page.get_by_role("button", name="Add another assessment").click()
    expect(page.locator("#assessments-3")).to_be_visible()
    page.get_by_role("button", name="Preview").last.click()
    expect(page.locator("#preview")).to_contain_text("COOP-2")
    assert not Entry.objects.filter(author=writer).exists()
    page.get_by_role("button", name="Log it").first.click()

    expect(page.get_by_role("status")).to_contain_text("Logged.")
    page.get_by_role("link", name="COOP-2").first.click()
    expect(page.locator("main")).to_contain_text("The lamps are lit on both shores")
    expect(page.locator("main")).to_contain_text("lamps.example.org")


def test_an_owner_reads_in_mail_what_a_person_logged_in_the_browser(
    writer, open_page, smtp_sink, celery_worker_process
):
    owner = make_user(role="contributor")
    name_owner(Measure.objects.get(key="two-shores-COOP-2"), user=owner, role="coordinator", by=writer)
    page = open_page()
    sign_in(page, "/measures/two-shores-COOP-2/")
    fill_in_a_development(page)
    page.get_by_role("button", name="Log it").first.click()
    expect(page.get_by_role("status")).to_contain_text("Logged.")

    let_it_be_due(owner)

    [message] = smtp_sink.wait(1)
    assert message["To"] == owner.email
    assert "The lamps are lit on both shores" in message.get_body(("plain",)).get_content()


def test_the_enter_key_saves_nothing(writer, open_page):
    page = open_page()
    sign_in(page, "/log/?measure=two-shores-COOP-2")

    page.get_by_label("Headline required").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    assert not Entry.objects.filter(author=writer).exists()


def test_only_fitting_directions_are_offered_where_scripts_run(writer, open_page):
    page = open_page()
    sign_in(page, "/log/?ambiguity=two-shores-N1")

    bearing = page.locator("#bears_on-0")

    expect(bearing.get_by_label("Makes it clearer")).to_be_visible()
    expect(bearing.get_by_label("A step away")).to_be_hidden()
