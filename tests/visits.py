"""Every page that there is, with an address where it shows something, for tests that look at all of them."""

from datetime import timedelta
from itertools import chain

from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from measures.models import AnnouncedDate, Entry, Measure, User
from measures.operations.credentials import create_secret_url, create_token
from measures.operations.drafts import DissentDraft
from measures.operations.entries import dissent_from
from measures.operations.saved_views import save_view
from tests.factories import make_candidate, make_proposal, make_user
from tests.wings import joined, samples

# Where one only acts, what is no page, and what a mail's link opens, which has tests of its own.
NO_PAGES = {
    "report_roles", "invite_again",
    "choose_front_page", "archive_report", "bring_back_report", "archive_parties", "bring_back_parties",
    "drop_candidate", "undo_candidate", "assign_candidate",
    "checks", "watch", "unwatch", "snooze", "wake", "release", "seen", "address_works", "retry_digest",
    "revoke_address", "make_token", "revoke_token", "remove_view", "change_measures", "review_source",
    "open_source",
    "agree", "withdraw_proposal",
    "share_view", "withdraw_finding", "correct_search", "take_search_back", "remove_addressing", "remove_link",
    "withdraw_row", "sign_off", "latest_words",
    "preview_feed", "switch_feed",
    "file", "capture", "capture_text", "corrections_feed", "reminder_preview_mail", "import_rows", "settle_import",
    "act_on_import", "drop_import", "measure_chart",
    "import", "log_sources", "log_targets",
    "stop_from_mail", "snooze_from_mail", "checked_from_mail",
    *chain.from_iterable(each.no_pages for each in samples()),
}  # fmt: skip
MEASURE, SOURCE = "two-shores-NORTH-1", "two-shores-SRC-01"
ASSESSMENT = "two-shores-AS-2026-10-31"
PAGES = {
    "overview": ["/", "/?report=two-shores", "/?report=two-shores&as_of=2026-06-01"],
    "measures": ["/measures/", "/measures/?report=two-shores&kind=joint&sort=due", "/measures/?as_of=2024-08-01"],
    "ambiguities": ["/ambiguities/", "/ambiguities/?report=two-shores"],
    "ambiguity": ["/ambiguities/zhao-2020-B2/", "/ambiguities/zhao-2020-B/"],
    "choose_words": ["/ambiguities/two-shores-N1/words/NORTHSHORE/own/"],
    "journal": ["/journal/", "/journal/?report=two-shores&direction=away", "/journal/?report=two-shores&month=2026-09"],
    "readouts": ["/readouts/?report=two-shores"],
    "statements": ["/statements/?report=two-shores", "/statements/?report=two-shores&party=NORTHSHORE&q=light"],
    "requests": ["/requests/?report=two-shores", "/requests/?report=zhao-2020"],
    "subject": ["/subjects/two-shores-telephone-line/"],
    "then_and_now": ["/then-and-now/", "/then-and-now/?report=two-shores&from=2024-01-01"],
    "follow": ["/follow/?report=two-shores", "/follow/?report=two-shores&what=calendar&party=NORTHSHORE"],
    "brief": ["/brief/", "/brief/?report=two-shores&from=2026-01-01&language=both"],
    "changes": ["/changes/", "/changes/?report=two-shores&from=2026-01-01"],
    "sources": ["/sources/", "/sources/?grade=A"],
    "new_source": ["/sources/new/"],
    "source": [f"/sources/{SOURCE}/"],
    "source_changes": [f"/sources/{SOURCE}/changes/"],
    "revise_source": [f"/sources/{SOURCE}/edit/"],
    "reviews": ["/reviews/"],
    "about": ["/about/"],
    "describe_tracker": ["/about/edit/"],
    "report": ["/reports/zhao-2020/", "/reports/two-shores/"],
    "codebook": ["/reports/zhao-2020/codebook/", "/reports/two-shores/codebook/"],
    "mark_report": ["/reports/two-shores/marking/"],
    "objection": ["/reports/two-shores/objections/"],
    "new_summary": ["/reports/two-shores/summary/"],
    "correct_summary": ["/journal/two-shores-SU-2026-10-31/correct/summary/"],
    "new_dissent": [f"/journal/{ASSESSMENT}/dissent/"],
    "correct_dissent": ["/journal/{dissent}/correct/dissent/"],
    "record_search": ["/reports/two-shores/searched/"],
    "proposals": ["/proposals/?report=two-shores"],
    "proposal": ["/proposals/{proposal}/", "/proposals/{own_proposal}/"],
    "change_proposal": ["/proposals/{own_proposal}/change/"],
    "send_back": ["/proposals/{proposal}/send-back/"],
    "dates": ["/dates/?report=two-shores", "/dates/?report=two-shores&as_of=2026-06-01"],
    "cite": [f"/cite/measure/{MEASURE}/?as_of=2026-06-01&known_at=2026-06-01"],
    "edit_list": ["/edit/terms/?report=two-shores"],
    "edit": [
        "/edit/terms/two-shores-fog-signal/",
        "/edit/reports/two-shores/",
        "/edit/subjects/two-shores-telephone-line/",
        f"/edit/measures/{MEASURE}/",
    ],
    "new_row": ["/add/terms/?report=two-shores"],
    "date": ["/dates/{date}/"],
    "new_date": ["/dates/new/?report=two-shores"],
    "revise_date": ["/dates/{date}/edit/"],
    "close_date": ["/dates/{date}/found/"],
    "withdraw_date": ["/dates/{date}/withdraw/"],
    "tighten_date": ["/dates/{date}/marking/"],
    "feeds": ["/feeds/?report=two-shores"],
    "feed": ["/feeds/two-shores-south-news/"],
    "new_feed": ["/feeds/new/?report=two-shores"],
    "revise_feed": ["/feeds/two-shores-south-news/edit/"],
    "remove_feed": ["/feeds/two-shores-south-news/remove/"],
    "libraries": ["/libraries/"],
    "imports": ["/imports/"],
    "addresses": ["/addresses/"],
    "me": ["/me/"],
    "my_account_log": ["/me/log/"],
    "account_log": ["/people/{reader}/log/"],
    "people": ["/people/"],
    "person": ["/people/{reader}/"],
    "invite": ["/people/invite/"],
    "deactivate": ["/people/{reader}/deactivate/"],
    "saved_views": ["/views/"],
    "rename_view": ["/views/{view}/"],
    "inbox": ["/inbox/?report=two-shores", "/inbox/?report=two-shores&state=dropped"],
    "bookmarklet": ["/inbox/bookmark/?report=two-shores"],
    "cite_candidate": ["/inbox/{candidate}/cite/"],
    "workload": ["/workload/?report=two-shores"],
    "agenda": ["/agenda/?report=two-shores&on=2026-11-25&until=2026-12"],
    "glossary": ["/glossary/"],
    "corrections": ["/corrections/"],
    "redactions": ["/redactions/"],
    "redact_text": ["/redactions/party/NORTHSHORE/"],
    "search": [
        "/search/?report=two-shores",
        "/search/?q=telephone&report=two-shores",
        "/search/?q=电话&everywhere=true",
    ],
    "log": ["/log/?report=two-shores", f"/log/?measure={MEASURE}&ambiguity=two-shores-N1&whose=NORTHSHORE"],
    "entry": ["/journal/{entry}/"],
    "correct": ["/journal/{entry}/correct/"],
    "compare": ["/journal/two-shores-EV-10/compare/", "/journal/two-shores-RO-1/compare/"],
    "tighten": ["/journal/{entry}/marking/"],
    "tighten_measure": [f"/measures/{MEASURE}/marking/"],
    "tighten_source": [f"/sources/{SOURCE}/marking/"],
    "redact": ["/journal/{entry}/redact/"],
    "redact_source": [f"/sources/{SOURCE}/redact/"],
    "redact_copies": [f"/sources/{SOURCE}/copies/redact/"],
    "redact_name": ["/people/{reader}/redact/"],
    "unlink_provider": ["/people/{linked}/provider/"],
    "redact_candidate": ["/inbox/{candidate}/redact/"],
    "milestone": ["/milestones/zhao-2020-US-3-M1/"],
    "measure": [
        "/measures/zhao-2020-US-3/",
        *(f"/measures/{MEASURE}/{query}" for query in ("", "?as_of=2026-06-01")),
        *(f"/measures/{MEASURE}/?show={part}" for part in ("statements", "sources", "method")),
    ],
    "measure_changes": [f"/measures/{MEASURE}/changes/"],
    "new_report": ["/reports/new/"],
    "reports": ["/reports/"],
    "new_measure": ["/measures/new/?report=two-shores", f"/measures/new/?part_of={MEASURE}"],
    "new_milestones": [f"/measures/{MEASURE}/milestones/"],
    "new_addressings": [f"/measures/{MEASURE}/addresses/"],
    "new_link": [f"/measures/{MEASURE}/links/"],
    "owners": [f"/measures/{MEASURE}/owners/"],
    "my_reminders": ["/reminders/"],
    "reminder_preview": ["/reminders/next/"],
    "reminder_log": ["/reminders/sent/"],
    "reminder_queue": ["/reminders/queue/"],
    **joined(each.pages for each in samples()),
}
ACCOUNT_PAGES = [
    "/accounts/login/", "/accounts/password/reset/", "/accounts/password/change/", "/accounts/sessions/",
    "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/let-in/x/", "/nowhere/",
]  # fmt: skip


DISSENT = DissentDraft(on=MEASURE, about="NORTHSHORE", level=2, text="It is kept.", text_zh_hans="时刻表得到遵守。")


def addresses(reader: User, *, once: bool = False) -> list[str]:
    """Where every page is, `once` or in all its states, after making what its reader needs to be shown something."""
    view = save_view(reader, name="Late", page="measures", filters="overdue=true")
    create_token(reader, name="Desk", scope="read", expires_at=timezone.now() + timedelta(days=90))
    create_secret_url(reader, name="Dates", kind="calendar")
    entry = Entry.objects.filter(report__slug="two-shores", assessments__isnull=False).order_by("key").first()
    assert entry is not None
    date = AnnouncedDate.objects.filter(report__slug="two-shores").order_by("key")[0]
    candidate = make_candidate(entry.report)
    measure = Measure.objects.get(key=MEASURE)
    make_candidate(entry.report, near_to=candidate, title="消息", language="zh")
    names = {
        "entry": entry.key,
        "view": view.key,
        "date": date.key,
        "candidate": candidate.pk,
        "proposal": make_proposal(measure).key,
        "own_proposal": make_proposal(measure, by=reader).key,
        "reader": reader.pk,
        "linked": linked_account().pk,
        "dissent": dissent_from(Entry.objects.get(key=ASSESSMENT), DISSENT, by=reader, on=timezone.now().date()).key,
        **joined(each.names(measure, reader) for each in samples()),
    }
    some = [address for visits in PAGES.values() for address in (visits[:1] if once else visits)]
    return [address.format(**names) for address in some] + ACCOUNT_PAGES


def linked_account() -> User:
    """Somebody who signs in at a provider."""
    user = make_user()
    SocialAccount.objects.create(user=user, provider="https://id.example.org", uid=str(user.pk))
    return user


def in_turn(addresses: list[str], looks: int, look: int) -> list[str]:
    """The pages that have one of several looks, if each page has one of them in turn."""
    return addresses[look::looks]
