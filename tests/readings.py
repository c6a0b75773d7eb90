"""Answers as bytes that can be compared: what differs from one request to the next is taken out."""

import re

# A fresh token of Django's against forged requests stands in every form.
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
# A form has a fresh key by which a second click is known.
FORM_KEY = re.compile(rb'name="form_key" value="[^"]*"')


def comparable(content: bytes) -> bytes:
    for changing in (CSRF, FORM_KEY):
        content = changing.sub(b"", content)
    return content
