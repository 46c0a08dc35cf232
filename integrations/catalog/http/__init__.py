"""``ctx.http``: what an operation of a JSON API needs to be ten lines."""

from integrations.catalog.http.client import Get, HttpClient
from integrations.catalog.http.paging import BodyLink, Cursor, LinkHeader, Offset, PageNumber
from integrations.catalog.http.reply import HttpReply

__all__ = ["BodyLink", "Cursor", "Get", "HttpClient", "HttpReply", "LinkHeader", "Offset", "PageNumber"]
