"""A passkey in software: what a browser sends when it is added and when it signs."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from measures.models import User

HOST = "testserver"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64
ADD, SIGN_IN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"


def text_of(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


class Passkey:
    """The key of one user, which counts its signatures from the number that is set."""

    def __init__(self, user: User, *, counter: int = 0) -> None:
        self.user, self.counter = user, counter
        self.key, self.credential_id = ec.generate_private_key(ec.SECP256R1()), token_bytes(16)

    def added(self, client: Client, **fields: str) -> Any:
        """Add it, as somebody who has confirmed that it is they."""
        options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.credential_id, public)
        about = self.about(ATTESTED, credential)
        attestation = bytes(AttestationObject.create("none", about, {}))
        response = {"attestationObject": text_of(attestation)}
        sent = self.sent("webauthn.create", options["challenge"], response)
        return client.post(ADD, {"name": "Key", "credential": json.dumps(sent), **fields})

    def signed_in(self, client: Client) -> Any:
        """Sign in with it alone."""
        asked = client.get(SIGN_IN, headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = asked["request_options"]["publicKey"]["challenge"]
        about = bytes(self.about())
        told = self.told("webauthn.get", challenge)
        signature = self.key.sign(about + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        handle = text_of(user_pk_to_url_str(self.user).encode())
        response = {"authenticatorData": text_of(about), "signature": text_of(signature), "userHandle": handle}
        sent = self.sent("webauthn.get", challenge, response)
        return client.post(SIGN_IN, {"credential": json.dumps(sent)})

    def about(self, flags: int = 0, credential: bytes = b"") -> AuthenticatorData:
        host = sha256(HOST.encode()).digest()
        return AuthenticatorData.create(host, flags | PRESENT | VERIFIED, self.counter, credential)

    def told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}).encode()

    def sent(self, kind: str, challenge: str, response: dict[str, str]) -> dict[str, Any]:
        identity = text_of(self.credential_id)
        client_data = {"clientDataJSON": text_of(self.told(kind, challenge))}
        # It could sign in alone: what its owner chose is another matter.
        could = {"credProps": {"rk": True}}
        return {
            "id": identity,
            "rawId": identity,
            "type": "public-key",
            "response": client_data | response,
            "clientExtensionResults": could,
        }
