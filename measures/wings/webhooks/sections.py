"""What a digest says of webhooks that fail."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import Words
from measures.publishing.site_urls import page_url
from measures.wings.digests.recipients import RecipientRows, by_user
from measures.wings.digests.sections import DigestLine, Item, Section, short_date
from measures.wings.webhooks.models import Webhook


def failing_webhooks(rows: RecipientRows) -> Mapping[int, Sequence[Webhook]]:
    """The webhooks of recipients that were switched off because they failed, the first one first."""
    off = Webhook.objects.standing().filter(
        switched_off_at__isnull=False, failing_since__isnull=False, **rows.of_recipients
    )
    return by_user(off.order_by("switched_off_at", "key"))


class WebhooksSection(Section):
    """The webhooks of this person that were switched off, since no call came through."""

    name = "webhooks"
    heading = gettext_lazy("Webhooks that fail")
    meaning = gettext_lazy("Switched off: no call came through for days. What happened since is kept.")
    page = "webhooks"

    def items(self) -> Iterator[Item]:
        for row in self.recipient.rows.read_once(failing_webhooks)[self.recipient.user.pk]:
            yield Item(row, key=row.key, fact=str(row.switched_off_at))

    def line(self, row: Webhook) -> DigestLine:
        name = Words(row.name, self.recipient.user.language)
        facts = [_("Nothing has come through since then")]
        return DigestLine(page_url("webhook", row.key), short_date(row.failing_since), name, facts)
