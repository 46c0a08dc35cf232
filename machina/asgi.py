"""The ASGI application: HTTP for Django, `/ws/editor/` for the editor's socket."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machina.settings")
http = get_asgi_application()

from machina.socket import editor_consumer  # noqa: E402  (models can be imported only after Django's set-up)

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("ws/editor/", editor_consumer())]))
        ),
    }
)
