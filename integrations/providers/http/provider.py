"""A key for an API of anybody's choice, which goes to that API's own address alone.

Nothing is known of the API: any answer of its address but a refusal of the key will do. Source, for the bearer token:
https://www.rfc-editor.org/rfc/rfc6750
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from integrations.egress.placing import Placed
from integrations.providers.base_urls import BaseUrl
from integrations.providers.declare import Provider
from integrations.providers.fields import CredentialField
from integrations.providers.filled_in import ApiKey, CredentialTest

OURS = "host|connection|content-[a-z]+|transfer-encoding|accept-encoding|expect|te|trailer|upgrade|cookie|proxy-[a-z]+"
"""Headers that say something else than who asks."""
HEADER = CredentialField(
    name="header",
    label="Header",
    help="Leave it empty for Authorization with the word Bearer before the key.",
    is_secret=False,
    is_optional=True,
    pattern=rf"(?i)(?!({OURS})$)[a-z0-9!#$%&'*+.^_`|~-]+",
    example="X-Api-Key",
    longest=100,
)
KEY = CredentialField(
    name="key",
    label="Key",
    help="As the API wants it; in a header named above, with any word that has to stand before it.",
    pattern=r"[ -~]*[!-~]",
)


@dataclass(frozen=True, kw_only=True)
class KeyInHeader(ApiKey):
    """In the named header as it is, else as a bearer token."""

    def place(self, values: Mapping[str, str]) -> Placed:
        if not values["header"]:
            return Placed(headers={"Authorization": f"Bearer {values['key']}"}, secrets=(values["key"],))
        # `Token abc` is a word and a secret, and the vendor may echo the secret alone.
        alone = values["key"].split()[-1]
        return Placed(headers={values["header"]: values["key"]}, secrets=(values["key"], alone))


provider = Provider(
    key="http",
    name="API key",
    color="#475569",
    documentation_url="https://www.rfc-editor.org/rfc/rfc6750",
    folder=Path(__file__).parent,
    credential=KeyInHeader(
        fields=(HEADER, KEY),
        headers={"{header}": "{key}"},
        base_url=BaseUrl(
            label="Address of the API",
            help="An address that answers to those who have the key. Requests with it go to this host alone.",
            example="https://api.globex.example/v1",
        ),
        test=CredentialTest(path="", any_answer=True),
    ),
)
