"""Google's allauth provider, with addresses, scopes and identity taken from the attempt and the facts."""

from __future__ import annotations

from allauth.socialaccount.providers.google.provider import GoogleProvider as AllauthGoogleProvider

from integrations.connect.handshake.oauth2 import ConnectOAuth2Adapter, ConnectProvider


class GoogleAdapter(ConnectOAuth2Adapter):
    """allauth's own Google adapter fixes its addresses at import time, so this starts from the generic one."""

    provider_id = "google"


class GoogleProvider(ConnectProvider, AllauthGoogleProvider):
    """Google as allauth knows it, asked the way an attempt says."""

    oauth2_adapter_class = GoogleAdapter
