"""One exchange with a vendor: the library writes the question and reads the answer, egress does what lies between."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from pydantic_ai.direct import model_request_stream
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.messages import ModelResponse, PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

from integrations.egress.client import shared_egress
from integrations.egress.endpoints import sandbox_models
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.errors import MachinaError, RemoteRejected, RemoteUnavailable
from integrations.execution.llm.bridge import Answered, Asked, Bridge
from integrations.execution.llm.conversation import ModelAnswer, ModelQuestion
from integrations.execution.llm.library import library_model, settings_for
from integrations.execution.llm.repairing import repaired
from integrations.execution.llm.translating import answer_of, messages_of, parameters_of
from integrations.execution.llm.vendors import SANDBOX, ModelVendor

if TYPE_CHECKING:
    from integrations.execution.context import CallContext

LARGEST_ANSWER = 16 * 1024 * 1024
EVENTS = "text/event-stream"


def exchanged(
    vendor: ModelVendor, ctx: CallContext, question: ModelQuestion, listen: Callable[[str], None] | None
) -> ModelAnswer:
    """Raises what egress raises, RemoteUnavailable for an answer that broke off, RemoteRejected for no answer."""
    url, permit = _road(vendor, ctx)
    with ExitStack() as opened:
        bridge = Bridge(lambda asked: _sent(url + vendor.below, permit, asked, opened, vendor))
        try:
            response = bridge.run(lambda: _streamed(vendor, question, bridge, listen))
        except (AgentRunError, UserError, ValueError) as error:
            raise _told(error, bridge, question) from error
    if response.finish_reason is None:
        raise _broken_off(question)
    return answer_of(response, question, vendor)


async def _streamed(
    vendor: ModelVendor, question: ModelQuestion, bridge: Bridge, listen: Callable[[str], None] | None
) -> ModelResponse:
    """On the loop."""
    model = library_model(vendor, question.model)
    async with model_request_stream(
        model,
        messages_of(question),
        model_settings=settings_for(vendor, question.max_tokens),
        model_request_parameters=parameters_of(question),
        instrument=False,
    ) as stream:
        async for event in stream:
            text = ""
            if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
                text = event.part.content
            elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
                text = event.delta.content_delta
            if text and listen is not None:
                bridge.tell(listen, text)
        return stream.get()


def _road(vendor: ModelVendor, ctx: CallContext) -> tuple[str, Permit]:
    """The address that paths are added to, and what may be asked there."""
    if vendor.key == SANDBOX:
        root = sandbox_models()
        return root, ctx.permit_to(Reach(below=(root,)))
    return ctx.reached.url.rstrip("/"), ctx.permit_to(ctx.reached.reach)


def _sent(root: str, permit: Permit, asked: Asked, opened: ExitStack, vendor: ModelVendor) -> Answered:
    """In the worker's thread. The answer stays open until the exchange is over."""
    request = EgressRequest(
        asked.method,
        root + asked.path,
        permit,
        headers=asked.headers,
        body=asked.content,
        max_answer=LARGEST_ANSWER,
        max_redirects=0,
        route=asked.path.partition("?")[0],
    )
    stack = opened.enter_context(ExitStack())
    answer = stack.enter_context(shared_egress().stream(request))
    chunks: Iterator[bytes] = _read(stack, answer)
    if EVENTS in answer.headers.get("content-type", "") and vendor.style in ("openai", "openrouter", "compatible"):
        chunks = repaired(chunks)
    kept = {name: answer.headers[name] for name in ("content-type",) if name in answer.headers}
    return Answered(answer.status, kept, chunks)


def _read(stack: ExitStack, answer: Iterator[bytes] | object) -> Iterator[bytes]:
    """What breaks on the wire is told as egress tells it."""
    try:
        yield from answer  # type: ignore[misc]  # a streamed answer is iterated once
    except BaseException:
        if not stack.__exit__(*sys.exc_info()):
            raise


def _told(error: Exception, bridge: Bridge, question: ModelQuestion) -> BaseException:
    """What went wrong outside, else what the library says."""
    if bridge.error is not None:
        return bridge.error
    if "finish_reason" in str(error):
        return _broken_off(question)
    words = " ".join(str(error).split())[:300]
    if isinstance(error, UserError):
        return RemoteRejected(f"{question.model!r} cannot be asked so: {words}.")
    return RemoteUnavailable(f"The answer of {question.model!r} cannot be read: {words}. Try again.")


def _broken_off(question: ModelQuestion) -> MachinaError:
    return RemoteUnavailable(
        f"The answer of {question.model!r} broke off before its end. Nothing of it is used; try again."
    )
