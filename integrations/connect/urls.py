"""The addresses of connect: the callback of every provider, the pages of links, and the operator's own."""

from __future__ import annotations

from django.urls import path

from integrations.connect.handshake.views import brand, fill_in, owner
from integrations.connect.handshake.views.callback import callback
from integrations.connect.links.views import accounts, again, page

urlpatterns = [
    path("api/<slug:provider>/callback", callback, name="connect_callback"),
    path("connect/operator.css", brand.stylesheet, name="connect_operator_css"),
    path("connect/embed.js", brand.embed_script, name="connect_embed_js"),
    path("connect/logo.svg", brand.logo, name="connect_logo"),
    path("connect/start/<str:start>/", owner.start, name="connect_start"),
    path("connect/owner/<slug:provider>/", owner.connect, name="connect_owner"),
    path("connect/fill-in/<uuid:attempt_id>/", fill_in.fill_in, name="connect_fill_in"),
    path("connect/again/<uuid:connection_id>/", again.again, name="connect_again"),
    path("connect/accounts/", accounts.AccountsPage.as_view(), name="connect_accounts"),
    path("connect/link/<uuid:link_id>/", page.LinkPage.as_view(), name="connect_link_page"),
    path("connect/<str:token>/", page.LinkPage.as_view(), name="connect_link"),
]
