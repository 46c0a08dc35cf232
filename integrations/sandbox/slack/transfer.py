"""The bytes of files: in by a ticket, out by a token, never whole in memory."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from integrations.sandbox import clock
from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import active_rules, take_rule, under_rule
from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import SlackFile, SlackFilePart
from integrations.sandbox.oauth.tokens import bearer_token, find_bearer
from integrations.sandbox.slack.errors import SlackFailure, provoked

PIECE = 1_048_576
UPLOAD, DOWNLOAD = "slack.upload", "slack.download"


@csrf_exempt
@require_POST
def upload(request: HttpRequest, ticket: str) -> HttpResponse:
    """All of the bytes, as the body. Who knows the address needs no token."""
    status = 200
    try:
        with under_rule(take_rule(active_rules("slack"), UPLOAD), provoked):
            file = _found(SlackFile.objects.filter(ticket=hashed(ticket), is_complete=False))
            _take(file, request)
        return HttpResponse(f"OK - {file.size}", content_type="text/plain")
    except SlackFailure as failure:
        status = failure.status
        return HttpResponse(failure.word, status=status, content_type="text/plain", headers=failure.headers)
    except AnswerLost:
        return unreadable_answer()
    finally:
        record_request("slack", UPLOAD, status)


def _found(files: QuerySet[SlackFile]) -> SlackFile:
    file = files.first()
    if file is None:
        raise SlackFailure("file_not_found", status=404)
    return file


def _take(file: SlackFile, request: HttpRequest) -> None:
    received = number = 0
    with transaction.atomic():
        file.parts.all().delete()
        while piece := request.read(PIECE):
            SlackFilePart.objects.create(file=file, number=number, content=piece)
            received, number = received + len(piece), number + 1
            if received > file.size:
                raise SlackFailure("file_upload_size_restricted", status=413)
        SlackFile.objects.filter(pk=file.pk).update(received=received)
    if received != file.size:
        raise SlackFailure("size_mismatch", status=400)


@require_GET
def download(request: HttpRequest, team: str, file_id: str, name: str) -> HttpResponse | StreamingHttpResponse:
    """The bytes, for a token of the workspace with files:read. Everybody else is shown a page to sign in, as Slack has
    it: with status 200.
    """
    status, account = 200, ""
    try:
        with under_rule(take_rule(active_rules("slack"), DOWNLOAD), provoked):
            bearer = find_bearer("slack", bearer_token(request.headers.get("Authorization", "")), clock.now())
            if bearer is None or "files:read" not in bearer.scopes:
                return HttpResponse("<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html")
            account = bearer.account.email
            own = bearer.account.slack_member.team
            known = SlackFile.objects.filter(team=own, team__team_id=team, file_id=file_id, is_complete=True)
            file = _found(known)
        answer = StreamingHttpResponse(_pieces(file), content_type=file.mime_type)
        answer["Content-Length"] = str(file.size)
        return answer
    except SlackFailure as failure:
        status = failure.status
        return HttpResponse(failure.word, status=status, content_type="text/plain", headers=failure.headers)
    except AnswerLost:
        return unreadable_answer()
    finally:
        record_request("slack", DOWNLOAD, status, account=account)


def _pieces(file: SlackFile) -> Iterator[bytes]:
    for number in range(file.parts.count()):
        yield bytes(file.parts.get(number=number).content)
