"""An echo for those who say who they are: by a key in a header, a bearer token, or a name and a password."""

from __future__ import annotations

from base64 import b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.log import record_request
from integrations.sandbox.http.echo import told_back

KEY = "sandbox-key-4711"
USERNAME, PASSWORD = "sandbox", "sandbox-password"  # the sandbox lets anybody in
_BASIC = b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()


@csrf_exempt
def private_echo(request: HttpRequest) -> HttpResponse:
    """401 for everybody else."""
    known = request.headers.get("X-Api-Key") == KEY or request.headers.get("Authorization") in (
        f"Bearer {KEY}",
        f"Basic {_BASIC}",
    )
    status = 200 if known else 401
    said = told_back(request) if known else {"error": "Say who you are: X-Api-Key, a bearer token, or Basic."}
    record_request("http", "http.private_echo", status, detail=request.method or "")
    headers = {} if known else {"WWW-Authenticate": 'Basic realm="sandbox"'}
    return JsonResponse(said, status=status, headers=headers)
