"""The ASGI application: HTTP for Django, `/ws/editor/` for the editor's socket."""

import os
from importlib.util import find_spec

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machina.settings")
http = get_asgi_application()
sockets = []

if find_spec("workflows.editor") and find_spec("workflows.editor.consumer"):
    from machina.socket import editor_consumer

    sockets.append(path("ws/editor/", editor_consumer()))

application = ProtocolTypeRouter(
    {"http": http, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(sockets)))}
)
