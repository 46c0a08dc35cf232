"""The ASGI application: HTTP for Django, `/ws/editor/` for the editor's socket."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machina.settings")
django.setup(set_prefix=False)

from machina.handler import Handler  # models can be imported only after Django's set-up
from machina.socket import editor_socket, refuse

# The consumer checks origin and session itself: channels' session middleware would save what it has loaded.
sockets = URLRouter([path("ws/editor/", editor_socket()), re_path("", refuse)])  # type: ignore[arg-type]  # no view
application = ProtocolTypeRouter({"http": Handler(), "websocket": sockets})
