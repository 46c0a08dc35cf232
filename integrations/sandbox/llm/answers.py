"""Answers as OpenAI's chat completions have them: as one document, or as a stream of chunks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from integrations.sandbox.llm.obeying import Reply

FINGERPRINT = "machina-sandbox-rules"
PIECE = 24
"""Characters of one chunk of a stream."""


@dataclass(frozen=True)
class Answer:
    """One answer; ``asked`` and ``answered`` are counted in tokens of four characters."""

    model: str
    reply: Reply
    asked: int

    @property
    def usage(self) -> dict[str, int]:
        written = self.reply.text + "".join(each.name + each.arguments for each in self.reply.calls)
        answered = max(1, len(written) // 4)
        return {"prompt_tokens": self.asked, "completion_tokens": answered, "total_tokens": self.asked + answered}

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self.reply.calls else "stop"

    def calls(self) -> list[dict[str, object]]:
        """The wanted calls, each with an id of its own."""
        return [
            {
                "id": f"call_{uuid4().hex[:24]}",
                "type": "function",
                "function": {"name": each.name, "arguments": each.arguments},
            }
            for each in self.reply.calls
        ]

    def document(self) -> dict[str, object]:
        """The answer as a whole."""
        message: dict[str, object] = {"role": "assistant", "content": self.reply.text or None}
        if self.reply.calls:
            message["tool_calls"] = self.calls()
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason, "logprobs": None}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self.usage}

    def events(self, *, with_usage: bool, breaks_off: bool = False) -> Iterator[bytes]:
        """The answer piece by piece; one that breaks off ends in the middle, without saying so."""
        head = self._head("chat.completion.chunk")
        deltas: list[dict[str, object]] = [{"role": "assistant", "content": ""}]
        text = self.reply.text
        deltas += [{"content": text[start : start + PIECE]} for start in range(0, len(text), PIECE)]
        deltas += [{"tool_calls": [{"index": number, **each}]} for number, each in enumerate(self.calls())]
        if breaks_off:
            deltas = deltas[: max(1, len(deltas) // 2)]
        for delta in deltas:
            yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        if breaks_off:
            return
        yield _event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": self.finish_reason}]})
        if with_usage:
            yield _event({**head, "choices": [], "usage": self.usage})
        yield b"data: [DONE]\n\n"

    def _head(self, kind: str) -> dict[str, object]:
        return {
            "id": f"chatcmpl-sandbox-{uuid4().hex[:12]}",
            "object": kind,
            "created": int(time.time()),
            "model": self.model,
            "system_fingerprint": FINGERPRINT,
        }


def _event(document: dict[str, object]) -> bytes:
    return b"data: " + json.dumps(document, ensure_ascii=False).encode() + b"\n\n"
