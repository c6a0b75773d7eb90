"""Whatever a page does, the API does too."""

import pytest
from django.urls import get_resolver, resolve
from django.urls.resolvers import URLPattern

from measures import urls
from tests.visits import OF_SESSIONS

# Pages that only show something, and the endpoint that shows it too.
READING = {
    "overview": "dashboard/",
    "standing": "dashboard/",
    "directions": "dashboard/",
    "levels": "differences/",
    "matrix": "coverage/",
    "exchanges": "reciprocity/",
    "measures": "measures/",
    "measure": "measures/key/",
    "measure_changes": "measures/key/history/",
    "ambiguities": "ambiguities/",
    "ambiguity": "ambiguities/key/perception/",
    "cite": "measures/key/cite/",
    "journal": "entries/",
    "entry": "entries/key/",
    "changes": "changes/",
    "brief": "brief/",
    "then_and_now": "compare/",
    "sources": "evidence/",
    "log_sources": "evidence/",
    "log_targets": "measures/",
    "source": "evidence/key/",
    "source_changes": "evidence/key/history/",
    "file": "evidence/key/file/",
    "capture": "evidence/key/capture/",
    "capture_text": "evidence/key/capture/text/",
    # What waits for one's review is a filter there.
    "reviews": "evidence/",
    "about": "about/",
    "checkpoints": "checkpoints/",
    "checkpoint": "checkpoints/",
    "report": "reports/slug/",
    "codebook": "reports/slug/",
    "readouts": "readouts/",
    "subject": "subjects/key/",
    "glossary": "terms/",
    "edit_list": "translations/",
    "search": "search/",
    "corrections": "corrections/",
    "redactions": "redactions/",
    "dates": "dates/",
    "date": "dates/key/",
    "feeds": "incoming-feeds/",
    "feed": "incoming-feeds/key/",
    "webhook": "webhooks/key/deliveries/",
    "corrections_feed": "corrections/",
    "follow": "journal.atom",
    "bulk_acts": "bulk-acts/",
    "workload": "workload/",
    "agenda": "agenda/",
    "inbox": "candidates/",
    # What one chooses from, and a bookmark that opens a form.
    "cite_candidate": "entries/",
    "bookmarklet": "candidates/",
    "import": "imports/key/",
    "import_rows": "imports/key/rows/",
    "reminder_preview": "reminders/preview/",
    "reminder_preview_mail": "reminders/preview/",
    "reminder_log": "reminders/log/",
    "reminder_queue": "reminders/queue/",
    "my_account_log": "users/me/log/",
    "account_log": "users/1/log/",
    "people": "users/",
    "person": "users/1/",
}
# What is done on a page, and the endpoint and method that do it too.
TWINS = {
    "log": ("entries/", "post"),
    "checks": ("checks/", "post"),
    "drop_candidate": ("candidates/1/drop/", "post"),
    "undo_candidate": ("candidates/1/undo/", "post"),
    "assign_candidate": ("candidates/1/", "patch"),
    "correct": ("entries/key/correction/", "post"),
    "compare": ("readouts/", "post"),
    "tighten": ("entries/key/marking/", "post"),
    "mark_report": ("reports/slug/", "patch"),
    "objection": ("objections/", "post"),
    "record_search": ("searches/", "post"),
    "take_search_back": ("searches/key/", "delete"),
    "correct_search": ("searches/key/", "patch"),
    "new_row": ("terms/", "post"),
    "edit": ("terms/key/", "patch"),
    "withdraw_row": ("terms/key/", "patch"),
    "sign_off": ("translations/", "post"),
    "new_date": ("dates/", "post"),
    "revise_date": ("dates/key/", "patch"),
    "withdraw_date": ("dates/key/", "delete"),
    "tighten_date": ("dates/key/marking/", "post"),
    "close_date": ("dates/key/findings/", "post"),
    "withdraw_finding": ("dates/key/findings/1/", "delete"),
    "describe_tracker": ("about/", "patch"),
    "invite": ("users/", "post"),
    "invite_again": ("users/1/password/", "post"),
    "report_roles": ("users/1/reports/slug/", "put"),
    "deactivate": ("users/1/", "patch"),
    "new_feed": ("incoming-feeds/", "post"),
    "preview_feed": ("incoming-feeds/key/preview/", "post"),
    "switch_feed": ("incoming-feeds/key/", "patch"),
    "revise_feed": ("incoming-feeds/key/", "patch"),
    "remove_feed": ("incoming-feeds/key/", "delete"),
    "begin_origin": ("checkpoints/", "post"),
    "new_summary": ("summaries/", "post"),
    "correct_summary": ("summaries/key/correction/", "post"),
    "redact": ("entries/key/redaction/", "post"),
    "redact_source": ("evidence/key/redaction/", "post"),
    "redact_copies": ("evidence/key/copies/redaction/", "post"),
    "redact_text": ("redactions/", "post"),
    "unlink_provider": ("users/1/provider/", "delete"),
    "redact_name": ("users/1/redaction/", "post"),
    "redact_candidate": ("candidates/1/redaction/", "post"),
    "milestone": ("milestones/key/marks/", "post"),
    "watch": ("measures/key/watch/", "put"),
    "unwatch": ("measures/key/watch/", "delete"),
    "owners": ("measures/key/owners/", "post"),
    "release": ("measures/key/owners/1/", "delete"),
    "new_report": ("reports/", "post"),
    "new_measure": ("measures/", "post"),
    "new_milestones": ("milestones/", "post"),
    "new_addressings": ("addressings/", "post"),
    "remove_addressing": ("measures/key/addressings/key/", "delete"),
    "new_link": ("links/", "post"),
    "remove_link": ("links/1/", "delete"),
    "new_source": ("evidence/", "post"),
    "review_source": ("evidence/key/reviews/", "post"),
    "revise_source": ("evidence/key/", "patch"),
    "my_reminders": ("reminders/", "patch"),
    "address_works": ("reminders/address/", "post"),
    "retry_digest": ("reminders/queue/1/retry/", "post"),
    "snooze": ("measures/key/snooze/", "put"),
    "wake": ("measures/key/snooze/", "delete"),
    "seen": ("dashboard/seen/", "post"),
    "imports": ("imports/", "post"),
    "settle_import": ("imports/key/look/", "post"),
    "act_on_import": ("imports/key/acts/", "post"),
    "drop_import": ("imports/key/", "delete"),
    "libraries": ("libraries/", "post"),
    "addresses": ("secret-urls/", "post"),
    "revoke_address": ("secret-urls/key/", "delete"),
    "webhooks": ("webhooks/", "post"),
    "replace_webhook_secret": ("webhooks/key/secret/", "post"),
    "switch_webhook_on": ("webhooks/key/", "patch"),
    "switch_webhook_off": ("webhooks/key/", "patch"),
    "test_webhook": ("webhooks/key/test/", "post"),
    "remove_webhook": ("webhooks/key/", "delete"),
    "call_again": ("webhooks/key/deliveries/1/again/", "post"),
    "change_measures": ("bulk-acts/", "post"),
    "undo_bulk_act": ("bulk-acts/key/undo/", "post"),
    "saved_views": ("saved-views/", "post"),
    "rename_view": ("saved-views/key/", "patch"),
    "share_view": ("saved-views/key/", "patch"),
    "remove_view": ("saved-views/key/", "delete"),
    # Pages that a mail leads to.
    "stop_from_mail": ("reminders/", "patch"),
    "snooze_from_mail": ("measures/key/snooze/", "put"),
    "checked_from_mail": ("checks/", "post"),
    "me": ("users/me/", "patch"),
    "make_token": ("tokens/", "post"),
    "revoke_token": ("tokens/1/", "delete"),
}
# Dialogue sessions, of which the API has no endpoints yet.
ON_PAGES_ONLY = set(OF_SESSIONS) | {"leave_out_of_circle", "finish_follow_up", "take_back_words"}
# What is done in the admin.
ADMINISTRATION = {
    "invite": ("users/", "post"),
    "change, shut out, let in": ("users/1/", "patch"),
    "send another password": ("users/1/password/", "post"),
    "revoke a token": ("tokens/1/", "delete"),
}


def names_of_pages() -> set[str]:
    return {str(pattern.name) for pattern in get_resolver(urls).url_patterns if isinstance(pattern, URLPattern)}


def test_every_page_shows_something_or_has_its_twin() -> None:
    assert names_of_pages() == set(READING) | set(TWINS) | ON_PAGES_ONLY


@pytest.mark.parametrize(
    ("address", "method"),
    [*((address, "get") for address in READING.values()), *TWINS.values(), *ADMINISTRATION.values()],
)
def test_the_twin_is_there(address: str, method: str) -> None:
    view = resolve(f"/api/v1/{address}").func.view_class  # type: ignore[attr-defined]

    assert hasattr(view, method)
