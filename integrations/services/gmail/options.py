"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.services.gmail.identities import is_confirmed
from integrations.services.gmail.labels import parse_labels
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.parsing import parse_message
from integrations.services.gmail.reading import in_batches, read_messages
from integrations.services.gmail.service import MODIFY, READ, service

PAGE = 20
UNREADABLE = "(cannot be read)"
SUBJECT_HEADERS = ["From", "Subject"]


@service.options(scopes=[READ], price="choices", quota=1)
def labels(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Labels by name; Gmail's own with their usual spelling."""
    found = parse_labels(ctx.google("gmail", "v1").users().labels().list(userId="me").execute())
    options = [
        Option(value=label.label_id, label=_spelt(label.name) if label.type == "system" else label.name)
        for label in found
    ]
    return OptionsPage(options=[each for each in options if query.query.casefold() in each.label.casefold()])


@service.options(scopes=[READ], price="choices", quota=1)
def own_labels(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Labels that the person has made, by name."""
    found = parse_labels(ctx.google("gmail", "v1").users().labels().list(userId="me").execute())
    wanted = query.query.casefold()
    options = [Option(value=label.label_id, label=label.name) for label in found if label.type != "system"]
    return OptionsPage(options=[each for each in options if wanted in each.label.casefold()])


@service.options(scopes=[READ], price="choices", quota=1)
def send_as(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The addresses the account may send from: its own and its confirmed aliases."""
    answer = ctx.google("gmail", "v1").users().settings().sendAs().list(userId="me").execute()
    addresses = [str(alias["sendAsEmail"]) for alias in answer.get("sendAs", ()) if is_confirmed(alias)]
    options = [Option(value=address, label=address) for address in addresses if query.query.lower() in address.lower()]
    return OptionsPage(options=options)


@service.options(scopes=[READ], price="choices", quota=105)
def messages(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The latest messages that match, by sender and subject."""
    return _messages(ctx, query, query.query)


@service.options(scopes=[READ], price="choices", quota=105)
def messages_in_trash(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The latest messages in the trash that match, by sender and subject."""
    return _messages(ctx, query, f"in:trash {query.query}".strip())


@service.options(scopes=[READ], price="choices", quota=210)
def threads(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The latest conversations that match, by sender and subject."""
    gmail = ctx.google("gmail", "v1")
    resource = gmail.users().threads()
    page = resource.list(userId="me", q=query.query or None, maxResults=PAGE, pageToken=query.page_token).execute()
    requests = {
        thread["id"]: resource.get(userId="me", id=thread["id"], format="metadata", metadataHeaders=SUBJECT_HEADERS)
        for thread in page.get("threads", ())
    }
    answers = in_batches(gmail, requests)
    options = [
        Option(value=thread_id, label=_line(parse_message(thread["messages"][0])))
        for thread_id, thread in answers.found.items()
        if thread.get("messages")
    ]
    unread = [Option(value=thread_id, label=UNREADABLE) for thread_id in answers.refused]
    return OptionsPage(options=[*options, *unread], next=page.get("nextPageToken"))


@service.options(scopes=[MODIFY], price="choices", quota=105)
def drafts(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The latest drafts that match, by recipient and subject."""
    gmail = ctx.google("gmail", "v1")
    resource = gmail.users().drafts()
    page = resource.list(userId="me", q=query.query or None, maxResults=PAGE, pageToken=query.page_token).execute()
    requests = {
        draft["id"]: resource.get(userId="me", id=draft["id"], format="metadata") for draft in page.get("drafts", ())
    }
    answers = in_batches(gmail, requests)
    options = []
    for draft_id, draft in answers.found.items():
        message = parse_message({"id": draft_id, **(draft.get("message") or {})})
        recipient = message.to[0] if message.to else "nobody yet"
        options.append(Option(value=draft_id, label=f"{message.subject or '(no subject)'} · to {recipient}"))
    options += [Option(value=draft_id, label=UNREADABLE) for draft_id in answers.refused]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


def _messages(ctx: Ctx, query: OptionsQuery, search: str) -> OptionsPage:
    gmail = ctx.google("gmail", "v1")
    page = (
        gmail.users()
        .messages()
        .list(userId="me", q=search or None, maxResults=PAGE, pageToken=query.page_token)
        .execute()
    )
    found = read_messages(gmail, [each["id"] for each in page.get("messages", ())], message_format="metadata")
    return OptionsPage(
        options=[Option(value=message.message_id, label=_line(message)) for message in found],
        next=page.get("nextPageToken"),
    )


def _spelt(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _line(message: MailMessage) -> str:
    return f"{message.subject or '(no subject)'} · {message.from_ or 'unknown sender'}"
