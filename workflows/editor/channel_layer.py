"""The channel layer of the sockets: encrypted JSON over Redis's pub/sub, which tells when messages may be missing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import redis
from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from channels_redis.utils import _wrap_close
from cryptography.fernet import InvalidToken
from redis.asyncio.client import PubSub, Redis  # noqa: TID251  # the one place that needs it without threads
from redis.asyncio.retry import Retry  # noqa: TID251
from redis.backoff import NoBackoff

from integrations.shared_store import ANSWERS_WITHIN

logger = logging.getLogger(__name__)

MAY_HAVE_MISSED = {"type": "editor.may_have_missed"}
"""What every open socket gets from here once Redis is heard again, after it was not heard for a while."""
TRIED_AGAIN_AFTER = 0.5
POLL_SECONDS = 0.1

Message = dict[str, Any]  # as Redis gives it


class ChannelLayer(RedisPubSubChannelLayer):
    """One layer for each event loop of this process. Without Redis nothing fails: what is sent then is lost."""

    def _get_layer(self) -> LoopLayer:
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = LoopLayer(**self._kwargs, channel_layer=self)
            _wrap_close(self, loop)
        layer: LoopLayer = self._layers[loop]
        return layer


class LoopLayer(RedisPubSubLoopLayer):
    """What the library does, over a connection that starts anew by itself."""

    def __init__(self, *, address: str, **options: Any) -> None:
        super().__init__(**options)
        self._shards = [Listening(address, self)]

    async def receive(self, channel: str) -> Message:
        while True:
            try:
                message: Message = await super().receive(channel)
            except (InvalidToken, ValueError):  # it takes our secret key to write what a socket says
                logger.warning("editor.message_not_ours")
            else:
                return message

    def tell_all(self, message: Message) -> None:
        """Give every open socket of this loop the same message, without Redis."""
        for waiting in self.channels.values():
            waiting.put_nowait(self.channel_layer.serialize(message))

    def deliver(self, message: Message) -> None:
        """Give a message from Redis to the sockets that it is for."""
        name = message["channel"].decode()
        for channel in self.groups.get(name, (name,)):
            if channel in self.channels:
                self.channels[channel].put_nowait(message["data"])


class Listening:
    """The subscriptions of one event loop. Those that cannot be made now are made as soon as Redis is back."""

    def __init__(self, address: str, layer: LoopLayer) -> None:
        self._address = address
        self._layer = layer
        self._lock = asyncio.Lock()
        self._wanted: set[str] = set()
        self._publisher: Redis | None = None
        self._subscribed: PubSub | None = None
        self._is_away = False
        self._receiver: asyncio.Task[None] | None = None

    async def publish(self, name: str, message: bytes) -> None:
        """Raises redis.RedisError: nobody hears the message then."""
        self._publisher = self._publisher or self._client(retries=1)
        await self._publisher.publish(name, message)

    async def subscribe(self, name: str) -> None:
        async with self._lock:
            self._wanted.add(name)
            self._receiver = self._receiver or asyncio.create_task(self._receive())
            if not self._is_away:
                await self._try(self._subscribe, name)

    async def unsubscribe(self, name: str) -> None:
        async with self._lock:
            self._wanted.discard(name)
            if self._subscribed is not None and not self._is_away:
                await self._try(self._subscribed.unsubscribe, name)

    async def flush(self) -> None:
        """Close everything; it can be used again."""
        async with self._lock:
            if self._receiver is not None:
                self._receiver.cancel()
                await asyncio.wait([self._receiver])
            self._receiver = None
            self._wanted.clear()
            await self._close()
            if self._publisher is not None:
                await self._publisher.aclose(close_connection_pool=True)
            self._publisher = None

    async def _receive(self) -> None:
        while True:
            if self._is_away:
                await asyncio.sleep(TRIED_AGAIN_AFTER)
                async with self._lock:
                    await self._try(self._begin_anew)
            elif self._subscribed is None or not self._subscribed.subscribed:
                await asyncio.sleep(POLL_SECONDS)
            else:
                await self._try(self._hear, self._subscribed)

    async def _hear(self, subscribed: PubSub) -> bool:
        """Hand on the next message, if one comes; says whether it was the confirmation of a subscription."""
        message = await subscribed.get_message(timeout=POLL_SECONDS)
        if message is not None and message["type"] == "message":
            self._layer.deliver(message)
        return message is not None and message["type"] == "subscribe"

    async def _subscribe(self, *names: str) -> None:
        self._subscribed = self._subscribed or self._client(retries=0).pubsub()
        await self._subscribed.subscribe(*names)

    async def _begin_anew(self) -> None:
        """Subscribe to all that is wanted, and tell once Redis has confirmed it: from then on nothing is missed."""
        await self._close()
        if self._wanted:
            await self._subscribe(*self._wanted)
            await asyncio.wait_for(self._confirmed(len(self._wanted)), ANSWERS_WITHIN)
        self._is_away = False
        logger.info("editor.redis_back")
        self._layer.tell_all(MAY_HAVE_MISSED)

    async def _confirmed(self, count: int) -> None:
        assert self._subscribed is not None
        while count:
            count -= await self._hear(self._subscribed)

    async def _try(self, ask: Callable[..., Awaitable[object]], *arguments: object) -> None:
        try:
            await ask(*arguments)
        except (redis.RedisError, OSError, TimeoutError):
            if not self._is_away:
                logger.warning("editor.redis_away", exc_info=True)
            self._is_away = True

    async def _close(self) -> None:
        subscribed, self._subscribed = self._subscribed, None
        if subscribed is not None:
            with suppress(redis.RedisError, OSError):
                await subscribed.aclose()  # type: ignore[no-untyped-call]  # redis-py has no types here
            await subscribed.connection_pool.disconnect()

    def _client(self, *, retries: int) -> Redis:
        limits: dict[str, Any] = {"socket_timeout": ANSWERS_WITHIN, "socket_connect_timeout": ANSWERS_WITHIN}
        return Redis.from_url(self._address, **limits, retry=Retry(NoBackoff(), retries))
