"""Calls of webhooks that are known to be the tracker's; needs `cbm-tracker-client[webhooks]`."""

from collections.abc import Mapping
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from cbm_tracker_client.errors import CbmError


class ForgedCallError(CbmError):
    """A call was not signed with the webhook's secret, or was signed too long ago."""


def verified_call(secret: str, content: bytes, headers: Mapping[str, str]) -> Any:
    """What a call says, if it was signed with the secret, by Standard Webhooks: `type`, `timestamp` and `data`.

    `content` is the body as it came. A call may come twice: its header `webhook-id` is then the same.
    """
    try:
        return Webhook(secret).verify(content, dict(headers))
    except WebhookVerificationError as error:
        raise ForgedCallError(str(error)) from error
