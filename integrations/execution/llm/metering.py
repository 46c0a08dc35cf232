"""The lines of the ledger for an answer, written with the end of its call."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from integrations.billing import tokens
from integrations.billing.lines import Outcome, Source
from integrations.billing.prices import Quote
from integrations.billing.token_books import OUT, TokenBook, token_book
from integrations.errors import BudgetExceeded
from integrations.execution.endings import Ending
from integrations.execution.llm.conversation import ModelQuestion
from integrations.execution.llm.vendors import VENDORS
from integrations.execution.llm.work import PREFIX, answer_in, price_of
from integrations.execution.params import restored
from integrations.models import Call

SERVICE = "models"
CHARACTERS, MOST_WRITTEN = 3, 4_000
"""A token has more characters than so many, and an answer seldom more tokens."""


def record_answer(call: Call, ending: Ending, outcome: Outcome, now: datetime) -> dict[str, object]:
    """Priced by what has answered, by itself. Of a question without an answer only that it was asked is known."""
    answer = answer_in(ending.result) if ending.result is not None else None
    if answer is None:
        vendor = VENDORS[call.operation.removeprefix(PREFIX)]
        price = tokens.Priced(counts={OUT: 0}, units={OUT: Decimal(0)}, version="no_answer")
        model = vendor.key
    else:
        price = price_of(answer, _question(call), _book(call) if ending.has_books else TokenBook())
        model = answer.model
    source = Source(
        kind="turn",
        id=call.pk,
        call_id=call.pk,
        customer_id=call.customer_id,
        connection_id=call.connection_id,
        run_id=call.run_id,
        node_id=call.node_id,
        service=SERVICE,
        operation=call.operation,
        pricing_key=model[:64],
        currency=tokens.CURRENCY,
        price_version=price.version,
        outcome=outcome,
        origin=call.source,
        at=now,
    )
    is_ours = call.connection is None or call.connection.customer_id is None
    return tokens.record_turn(tokens.Turn(source=source, priced=price, is_ours=is_ours))


def estimate(call: Call) -> Quote:
    """What an answer may come to at most, for the room it takes in a budget before it is asked for.

    Raises BudgetExceeded for a model without a price: no budget could hold it.
    """
    question, vendor = _question(call), VENDORS[call.operation.removeprefix(PREFIX)]
    read = len(question.model_dump_json()) // CHARACTERS
    size = tokens.Tokens(read=read, written=question.max_tokens or MOST_WRITTEN)
    price = tokens.priced(vendor.priced_as, question.model, size, book=_book(call))
    if price.amount is None:
        raise BudgetExceeded(
            f"Nobody knows what {question.model!r} costs, so no hard budget can hold it. Choose a model with a price."
        )
    is_ours = call.connection is None or call.connection.customer_id is None
    return Quote(
        service=SERVICE,
        key=question.model[:64],
        cost=price.amount,
        price=price.amount if is_ours else Decimal(0),
        currency=tokens.CURRENCY,
        unit=tokens.UNIT,
        version=price.version,
    )


def _question(call: Call) -> ModelQuestion:
    return ModelQuestion.model_validate(restored(call.params).values if call.params is not None else {})


def _book(call: Call) -> TokenBook:
    return token_book(call.operation.removeprefix(PREFIX), call.customer_id)
