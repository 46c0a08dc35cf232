"""The addresses of connect: one callback a provider, the pages of links, and the operator's own."""

from __future__ import annotations

from django.urls import path

from integrations.connect.handshake.views import brand, owner
from integrations.connect.handshake.views.callback import CallbackView
from integrations.connect.links.views import again, page
from integrations.providers.registry import all_providers

urlpatterns = [
    *(
        path(
            f"api/{provider.key}/callback",
            CallbackView.adapter_view(provider.allauth_provider().oauth2_adapter_class),
            name=f"{provider.key}_callback",
        )
        for provider in all_providers().values()
    ),
    path("connect/operator.css", brand.stylesheet, name="connect_operator_css"),
    path("connect/logo.svg", brand.logo, name="connect_logo"),
    path("connect/start/<str:start>/", owner.start, name="connect_start"),
    path("connect/owner/<slug:provider>/", owner.connect, name="connect_owner"),
    path("connect/again/<uuid:connection_id>/", again.again, name="connect_again"),
    path("connect/link/<uuid:link_id>/", page.LinkPage.as_view(), name="connect_link_page"),
    path("connect/<str:token>/", page.LinkPage.as_view(), name="connect_link"),
]
