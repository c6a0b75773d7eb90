"""The outbox of tokens: their users are reminded once before one expires, whatever digests they chose."""

from datetime import datetime
from typing import cast

from django.core.mail import EmailMessage
from django.utils import translation

from measures.models import AccessToken, User
from measures.models.written_dates import written_moment
from measures.publishing.site_urls import page_url
from measures.wings.digests.messages import make_message
from measures.wings.digests.models import TokenMail
from measures.wings.digests.outbox import Outbox


class TokenOutbox(Outbox[TokenMail]):
    kind = TokenMail
    related = ["recipient", "token"]

    def plan(self, *, at: datetime) -> None:
        """Claim a mail for each token that expires soon, once even if several processes plan."""
        due = AccessToken.objects.usable(at=at).to_be_reminded_of(at=at)
        due = due.exclude(user__in=User.objects.lacking_second_factor())
        mails = [TokenMail(recipient_id=token.user_id, token=token) for token in due]
        self.rows.bulk_create(mails, ignore_conflicts=True)

    def message(self, mail: TokenMail) -> EmailMessage:
        """Which token expires, and where they make another."""
        with translation.override(mail.recipient.language):
            context = {
                "token": mail.token,
                "moment": written_moment(cast(datetime, mail.token.expires_at)),
                "url": f"{page_url('me')}#tokens",
            }
            return make_message("token", mail, context, written_at=mail.claimed_at)

    def may_send(self, mail: TokenMail) -> bool:
        return mail.token.revoked_at is None


TOKEN_MAILS = TokenOutbox()
