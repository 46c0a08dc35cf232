"""Asking a vendor for one answer, seen as the pipeline of calls sees every operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from integrations.billing.token_books import TokenBook, token_book
from integrations.billing.tokens import Priced, Tokens, priced
from integrations.database import release_database
from integrations.errors import NotFound
from integrations.execution.llm.conversation import ModelAnswer, ModelQuestion
from integrations.execution.llm.vendors import SANDBOX, VENDORS, ModelVendor
from integrations.execution.work import Work

if TYPE_CHECKING:
    from integrations.execution.context import CallContext

PREFIX = "models."
Listen = Callable[[str], None]
listener: ContextVar[Listen | None] = ContextVar("listener", default=None)
"""Who hears the text of this thread's answer as it comes."""


def work_of(asked: ModelVendor) -> Work:
    """Asking one vendor. Asking twice costs twice, and harms nobody."""
    return Work(
        key=PREFIX + asked.key,
        service=asked.service,
        function=partial(_answered, asked),
        input_model=ModelQuestion,
        output_model=ModelAnswer,
        effect="read",
        scopes=(),
        pricing_key="tokens",
        quota=1,
        account="none" if asked.key == SANDBOX else "required",
        accounts="any",
    )


def work_of_key(key: str) -> Work:
    """That of a stored call. Raises NotFound for a vendor that is there no more."""
    found = VENDORS.get(key.removeprefix(PREFIX))
    if found is None:
        raise NotFound(f"There is no vendor of language models {key!r}.")
    return work_of(found)


def _answered(asked: ModelVendor, ctx: CallContext, question: ModelQuestion) -> ModelAnswer:
    """Raises RemoteUnavailable for an answer that breaks off, and what egress raises."""
    from integrations.execution.llm.exchange import exchanged  # loads the vendors' libraries

    book = TokenBook()
    if ctx.has_books:
        book = token_book(asked.key, ctx.call.customer_id)
        release_database()
    answer = exchanged(asked, ctx, question, listener.get())
    price = price_of(answer, question, book)
    return answer.model_copy(update={"amount": None if price.amount is None else str(price.amount)})


def price_of(answer: ModelAnswer, question: ModelQuestion, book: TokenBook) -> Priced:
    """By what has answered, by itself."""
    reported = None if answer.reported_cost is None else Decimal(answer.reported_cost)
    size = tokens_of(answer)
    return priced(answer.vendor, answer.model, size, reported=reported, book=book, asked=question.model)


def tokens_of(answer: ModelAnswer) -> Tokens:
    """Its size as billing takes it."""
    size = answer.size
    return Tokens(read=size.read, cached=size.cached, cache_written=size.cache_written, written=size.written)


def answer_in(result: Mapping[str, object]) -> ModelAnswer:
    """The answer that an outcome holds."""
    return ModelAnswer.model_validate(result)
