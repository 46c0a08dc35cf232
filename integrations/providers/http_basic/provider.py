"""A name and a password for an API of anybody's choice, which go to that API's own address alone.

Source: https://www.rfc-editor.org/rfc/rfc7617
"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.base_urls import BaseUrl
from integrations.providers.declare import Provider
from integrations.providers.fields import PRINTABLE, CredentialField
from integrations.providers.filled_in import USERNAME, Basic, CredentialTest

provider = Provider(
    key="http_basic",
    name="User name and password",
    color="#475569",
    documentation_url="https://www.rfc-editor.org/rfc/rfc7617",
    folder=Path(__file__).parent,
    credential=Basic(
        fields=(
            USERNAME,
            CredentialField(name="password", label="Password", pattern=PRINTABLE, is_optional=True),
        ),
        base_url=BaseUrl(
            label="Address of the API",
            help="An address that answers to those who sign in. Requests with the password go to this host alone.",
            example="https://api.globex.example/v1",
        ),
        test=CredentialTest(path="", any_answer=True),
    ),
)
