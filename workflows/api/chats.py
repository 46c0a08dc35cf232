"""Chats over REST: a conversation with a deployment, for programs; and links for customers' people."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import Field
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of, as_of_now
from integrations.holders import get_customer
from workflows.agents.chat import conversations, links
from workflows.agents.chat.conversations import Speaker
from workflows.agents.chat.speaking import LONGEST_KEY, LONGEST_TEXT, say
from workflows.api.chat_shapes import (
    ChatLinkSerializer,
    ChatSaidSerializer,
    ChatSerializer,
    ChatWithTurnsSerializer,
    CreatedChatLinkSerializer,
)
from workflows.api.filters import identifier
from workflows.deployments.selectors import get_deployment
from workflows.editor.messages import base
from workflows.models import Chat, ChatLink

TAGS = ["chats"]
FILTERS = [
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("deployment", UUID, description="Id of a deployment."),
]


class ChatBegin(base.Request):
    """A new conversation."""

    deployment: UUID
    """Id of a deployment whose workflow begins with a chat."""


class ChatSay(base.Request):
    """A message."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    """What is said."""
    idempotency_key: Annotated[str, Field(max_length=LONGEST_KEY)] = ""
    """The same key again is the same message; the header Idempotency-Key says it as well."""


class ChatLinkCreate(base.Request):
    """A link for a customer's person."""

    expires_in: Annotated[int, Field(ge=60, le=int(links.LONGEST.total_seconds()))] = int(
        links.LIFETIME.total_seconds()
    )
    """Whole seconds until it ends."""
    may_approve: bool = False
    """Whether who has it answers what the agent asks before it does it."""


class ChatList(ListAPIView[Chat]):
    """Conversations, the last used first."""

    serializer_class = ChatSerializer
    ordering = ("-used_at", "-id")

    def get_queryset(self) -> QuerySet[Chat]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = Chat.objects.visible_to(actor).select_related("customer")
        if "customer" in wanted:
            found = found.filter(customer_id=get_customer(actor, wanted["customer"]).pk)
        if "deployment" in wanted:
            found = found.filter(deployment_id=identifier("deployment", wanted["deployment"]))
        return found

    @extend_schema(parameters=FILTERS, summary="List chats", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(request=ChatBegin, responses={201: ChatSerializer}, summary="Begin a chat", tags=TAGS)
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        deployment = conversations.find_deployment(actor, base.read(ChatBegin, request.data).deployment)
        made = conversations.begin(Speaker.of_actor(actor), deployment)
        return Response(ChatSerializer(made).data, status=201)


class ChatDetail(APIView):
    """One conversation with what was said in it, for who may read contents."""

    @extend_schema(responses=ChatWithTurnsSerializer, summary="Read a chat", tags=TAGS)
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        chat = conversations.get_chat(actor, pk)
        conversations.require_reader(actor, chat)
        return Response(ChatWithTurnsSerializer(chat, context={"actor": actor}).data)


class ChatMessages(APIView):
    """Say something in a conversation that one has begun oneself."""

    @extend_schema(request=ChatSay, responses={202: ChatSaidSerializer}, summary="Send a message", tags=TAGS)
    def post(self, request: Request, pk: UUID) -> Response:
        """Answered at once: the answer is in the chat once its run has ended."""
        actor = actor_of(request)
        conversations.get_chat(actor, pk)
        conversations.require_speaker(actor)
        body, speaker = base.read(ChatSay, request.data), Speaker.of_actor(actor)
        turn = say(
            speaker,
            conversations.own_chat(speaker, pk),
            body.text,
            key=body.idempotency_key or request.headers.get("Idempotency-Key", ""),
            still_may=lambda: conversations.require_speaker(as_of_now(actor)),
        )
        said = {"number": turn.number, "run": turn.run_id, "url": f"/api/v1/chats/{pk}/"}
        return Response(ChatSaidSerializer(said).data, status=202)


class ChatLinkList(ListAPIView[ChatLink]):
    """The links of a deployment, newest first, without their addresses."""

    serializer_class = ChatLinkSerializer

    def get_queryset(self) -> QuerySet[ChatLink]:
        actor = actor_of(self.request)
        return ChatLink.objects.visible_to(actor).select_related("customer").filter(deployment_id=self.kwargs["pk"])

    @extend_schema(summary="List chat links", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        get_deployment(actor_of(request), kwargs["pk"])
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=ChatLinkCreate, responses={201: CreatedChatLinkSerializer}, summary="Make a chat link", tags=TAGS
    )
    def post(self, request: Request, pk: UUID) -> Response:
        body = base.read(ChatLinkCreate, request.data)
        lifetime = timedelta(seconds=body.expires_in)
        made = links.create_chat_link(actor_of(request), pk, expires_in=lifetime, may_approve=body.may_approve)
        return Response({**ChatLinkSerializer(made.link).data, "url": made.url}, status=201)


class ChatLinkDetail(APIView):
    """One link."""

    @extend_schema(responses=ChatLinkSerializer, summary="Show a chat link", tags=TAGS)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(ChatLinkSerializer(links.get_chat_link(actor_of(request), pk)).data)


class RevokeChatLink(APIView):
    """End a link at once, also for the browser that has it."""

    @extend_schema(request=None, responses=ChatLinkSerializer, summary="Revoke a chat link", tags=TAGS)
    def post(self, request: Request, pk: UUID) -> Response:
        return Response(ChatLinkSerializer(links.revoke_chat_link(actor_of(request), pk)).data)
