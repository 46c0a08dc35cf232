"""What each method does, by its name."""

from __future__ import annotations

from collections.abc import Callable

from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.handlers import auth, chat, conversations, files, history, items, search, users
from integrations.sandbox.slack.resources import Resource

HANDLERS: dict[str, Callable[[SlackCall], Resource]] = {
    "auth.revoke": auth.revoke,
    "auth.test": auth.test,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.scheduleMessage": chat.schedule_message,
    "chat.scheduledMessages.list": chat.list_scheduled,
    "chat.update": chat.update,
    "conversations.archive": conversations.archive,
    "conversations.create": conversations.create,
    "conversations.history": history.history,
    "conversations.info": conversations.info,
    "conversations.invite": conversations.invite,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_all,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_with,
    "conversations.replies": history.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.info": files.info,
    "files.list": files.list_all,
    "pins.add": items.add_pin,
    "reactions.add": items.add_reaction,
    "search.messages": search.messages,
    "users.info": users.info,
    "users.list": users.list_all,
    "users.lookupByEmail": users.lookup_by_email,
    "users.profile.set": users.set_profile,
}
