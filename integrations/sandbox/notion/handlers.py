"""Which function answers which method."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from integrations.sandbox.notion import blocks, comments, databases, pages, search, uploads, users
from integrations.sandbox.notion.call import Call
from integrations.sandbox.notion.errors import Resource

HANDLERS: Mapping[str, Callable[[Call], Resource]] = {
    "notion.pages.create": pages.create,
    "notion.pages.retrieve": pages.retrieve,
    "notion.pages.update": pages.update,
    "notion.pages.properties.retrieve": pages.retrieve_property,
    "notion.blocks.retrieve": blocks.retrieve,
    "notion.blocks.update": blocks.update,
    "notion.blocks.delete": blocks.delete,
    "notion.blocks.children.list": blocks.list_children,
    "notion.blocks.children.append": blocks.append,
    "notion.databases.create": databases.create,
    "notion.databases.retrieve": databases.retrieve,
    "notion.databases.update": databases.update,
    "notion.data_sources.create": databases.create_source,
    "notion.data_sources.retrieve": databases.retrieve_source,
    "notion.data_sources.update": databases.update_source,
    "notion.data_sources.query": databases.query,
    "notion.search": search.search,
    "notion.users.me": users.me,
    "notion.users.list": users.list_users,
    "notion.users.retrieve": users.retrieve,
    "notion.comments.create": comments.create,
    "notion.comments.list": comments.list_comments,
    "notion.file_uploads.create": uploads.create,
    "notion.file_uploads.list": uploads.list_uploads,
    "notion.file_uploads.retrieve": uploads.retrieve,
    "notion.file_uploads.send": uploads.send,
    "notion.file_uploads.complete": uploads.complete,
}
