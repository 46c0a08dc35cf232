"""A draft written anew: what is given takes the place of what it has, everything else is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.catalog.address_lists import Mailbox, read_addresses
from integrations.catalog.context import Ctx
from integrations.catalog.email_addresses import parse_address
from integrations.catalog.files import FileRef
from integrations.catalog.html_text import html_to_text
from integrations.errors import InputError
from integrations.services.gmail.carrying import Carried, carried_files
from integrations.services.gmail.composing import Letter, compose, message_id_for
from integrations.services.gmail.forwarding import as_html
from integrations.services.gmail.identities import identities
from integrations.services.gmail.media import Resource, header_lines
from integrations.services.gmail.models.drafts import MailDraftUpdate
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.models.sending import BodyType
from integrations.services.gmail.parsing import UNREADABLE, decoded, message_ids, parse_message, payload_of
from integrations.services.gmail.replying import beside


def redrafted(ctx: Ctx, data: MailDraftUpdate, kept: Resource) -> bytes:
    """The draft's new source. ``kept`` is its message in format raw.

    Raises InputError where something that was to be kept cannot be: it is never dropped without a word.
    """
    message, headers = parse_message({"id": "", **kept}), header_lines(payload_of(kept))
    if UNREADABLE in message.warnings:
        raise InputError(
            f"Draft {data.draft_id!r} cannot be read, so nothing of it can be kept; make another with create_draft.",
            field="draft_id",
        )
    body, body_type = _body(data, message)
    carried = carried_files(kept, html=body if body_type == "html" else None)
    return compose(
        Letter(
            message_id=next(iter(message_ids(headers.get("message-id"))), "")
            or message_id_for(ctx.call_key, ctx.account.email),
            date=ctx.now,
            body=body,
            body_type=body_type,
            sender=_sender(ctx, data, headers),
            **_people(data, headers),
            subject=decoded(headers.get("subject", "")) if data.subject is None else data.subject,
            in_reply_to=next(iter(message_ids(headers.get("in-reply-to"))), ""),
            references=message_ids(headers.get("references")),
            attachments=_attachments(ctx, data, carried),
            inline=carried.inline,
        )
    )


def _body(data: MailDraftUpdate, message: MailMessage) -> tuple[str, BodyType]:
    if data.body is not None:
        return data.body, data.body_type or "text"
    html, text = message.body_html, message.body_text or ""
    if html is None:
        return (as_html(text), "html") if data.body_type == "html" else (text, "text")
    return (html_to_text(html), "text") if data.body_type == "text" else (html, "html")


def _sender(ctx: Ctx, data: MailDraftUpdate, headers: Mapping[str, str]) -> str:
    if data.from_ is None:
        kept = _kept(headers, "From", data.draft_id)
        if kept:
            return kept[0]
    return identities(ctx).sender(data.from_)


def _people(data: MailDraftUpdate, headers: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Everybody once: in To rather than in Cc, in Cc rather than in Bcc."""
    given = {"To": data.to, "Cc": data.cc, "Bcc": data.bcc, "Reply-To": data.reply_to}
    to, cc, bcc, reply_to = (
        _kept(headers, name, data.draft_id) if addresses is None else addresses for name, addresses in given.items()
    )
    return {
        "to": beside(to, without=()),
        "cc": beside(cc, without=to),
        "bcc": beside(bcc, without=[*to, *cc]),
        "reply_to": reply_to,
    }


def _kept(headers: Mapping[str, str], name: str, draft_id: str) -> list[str]:
    """The addresses of a header of the draft as they can be written again."""
    found = read_addresses(headers.get(name.lower(), ""))
    try:
        addresses = [parse_address(each.addr_spec).addr_spec for each in found.mailboxes]
    except ValueError as error:
        raise _not_kept(headers, name, draft_id) from error
    if found.unreadable:
        raise _not_kept(headers, name, draft_id)
    names = [decoded(each.display_name) for each in found.mailboxes]
    return [str(Mailbox(*each)) for each in zip(names, addresses, strict=True)]


def _not_kept(headers: Mapping[str, str], name: str, draft_id: str) -> InputError:
    field = name.lower().replace("-", "_")
    return InputError(
        f"{name} of draft {draft_id!r} is {decoded(headers[name.lower()])[:100]!r}, in which not everything is an"
        f" e-mail address; say in {field} what it is to be.",
        field=field,
    )


def _attachments(ctx: Ctx, data: MailDraftUpdate, carried: Carried) -> list[tuple[FileRef, bytes]]:
    if data.attachments is None:
        return list(carried.attachments)
    return [ctx.files.read(file_id) for file_id in data.attachments]
