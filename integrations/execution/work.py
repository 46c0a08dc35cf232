"""What a call runs, an operation or an options loader, seen alike by the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import BaseModel, JsonValue, ValidationError

from integrations import gate
from integrations.catalog.context import Reconcile
from integrations.catalog.declare import (
    PROVIDER,
    AccountNeed,
    Accounts,
    Effect,
    Operation,
    OptionsLoader,
    Service,
    Trigger,
)
from integrations.catalog.options import OptionsPage, OptionsQuery
from integrations.catalog.registry import catalog
from integrations.errors import NotFound
from integrations.execution.params import MAX_BYTES, MAX_LOCAL_BYTES, checked, parsed
from integrations.models import Call

REPEATABLE: frozenset[Effect] = frozenset({"read", "idempotent_write"})


@dataclass(frozen=True)
class Work:
    """The parts of a declaration that running it needs."""

    key: str
    service: Service
    function: Callable[[Any, Any], BaseModel]  # of the declared models, which differ for each operation
    input_model: type[BaseModel]
    output_model: type[BaseModel]
    effect: Effect
    scopes: tuple[str, ...]
    pricing_key: str
    quota: int
    account: AccountNeed
    reconcile: Reconcile | None = None
    accounts: Accounts = "own"
    effect_of: Callable[[Any], Effect] | None = None

    def provider_for(self, values: Mapping[str, object]) -> str | None:
        """Whose account these arguments ask for. None: that of the named connection, and without one nobody's."""
        if self.accounts == "own":
            return self.service.provider
        named = values.get(PROVIDER)
        return named if isinstance(named, str) and named else None

    def effect_for(self, data: BaseModel) -> Effect:
        """What running it with this input does."""
        return self.effect_of(data) if self.effect_of else self.effect

    @property
    def largest_params(self) -> int:
        """Bytes of its arguments as JSON."""
        return MAX_LOCAL_BYTES if self.service.is_local else MAX_BYTES

    @property
    def may_repeat(self) -> bool:
        """Whether running it twice does no more than running it once."""
        return self.effect in REPEATABLE


def of_operation(operation: Operation) -> Work:
    return Work(
        key=operation.key,
        service=operation.service,
        function=operation.function,
        input_model=operation.input_model,
        output_model=operation.output_model,
        effect=operation.effect,
        scopes=operation.scopes,
        pricing_key=operation.pricing_key,
        quota=operation.quota,
        account=operation.account,
        reconcile=operation.reconcile,
        accounts=operation.accounts,
        effect_of=operation.effect_of,
    )


def of_loader(loader: OptionsLoader) -> Work:
    return Work(
        key=loader.key,
        service=loader.service,
        function=loader.function,
        input_model=OptionsQuery,
        output_model=OptionsPage,
        effect="read",
        scopes=loader.scopes,
        pricing_key=loader.pricing_key,
        quota=loader.quota,
        account=loader.account,
    )


class PollQuery(BaseModel):
    """What a poller is asked."""

    params: dict[str, JsonValue]
    """As its trigger's form has them."""
    checkpoint: dict[str, JsonValue] | None
    """Where the last poll came to; null for the first one, which only fixes where to begin."""


class PollNews(BaseModel):
    """What a poller has found, as plain JSON."""

    events: list[PollNewsEvent]
    """In the vendor's order."""
    checkpoint: dict[str, JsonValue]
    """Where to go on."""
    gap: str | None
    """What may have been missed, in words."""


class PollNewsEvent(BaseModel):
    """One event."""

    delivery_id: str
    """The vendor's identifier of it."""
    data: dict[str, JsonValue]
    """What a workflow is started with."""


def of_trigger(trigger: Trigger) -> Work:
    return Work(
        key=trigger.key,
        service=trigger.service,
        function=partial(_polled, trigger),
        input_model=PollQuery,
        output_model=PollNews,
        effect="read",
        scopes=trigger.scopes,
        pricing_key=trigger.pricing_key,
        quota=1,
        account=trigger.account,
    )


def _polled(trigger: Trigger, ctx: object, query: PollQuery) -> PollNews:
    """Raises InputError for a form that does not fit (any more). A checkpoint that does not is begun anew."""
    params = parsed(trigger.params_model, checked(query.params), place=trigger.key)
    try:
        checkpoint = None if query.checkpoint is None else trigger.checkpoint_model.model_validate(query.checkpoint)
    except ValidationError:
        checkpoint = None
    news: Any = trigger.function(ctx, params, checkpoint)  # of the trigger's own models
    lost = f"{trigger.label} has changed and could not go on from where it was; it begins from now."
    return PollNews(
        events=[
            PollNewsEvent(delivery_id=each.delivery_id, data=each.data.model_dump(mode="json", by_alias=True))
            for each in news.events
        ],
        checkpoint=news.checkpoint.model_dump(mode="json"),
        gap=lost if checkpoint is None and query.checkpoint is not None else news.gap,
    )


def of_call(call: Call) -> Work:
    """What a stored call runs. Raises NotFound if its service is no longer installed."""
    if call.kind == Call.Kind.POLL:
        return of_trigger(catalog().trigger(call.operation))
    if call.kind == Call.Kind.MODEL:
        from integrations.execution.llm.work import work_of_key  # it is made of what stands here

        return work_of_key(call.operation)
    if call.kind != Call.Kind.OPTIONS:
        return of_operation(catalog().operation(call.operation))
    service_key, _, name = call.operation.partition(".")
    loader = catalog().service(service_key).option_loaders.get(name)
    if loader is None:
        raise NotFound(f"There is no options loader {call.operation!r}.")
    return of_loader(loader)


def may_have_happened(call: Call) -> bool:
    """Whether an earlier attempt has sent something that must not be sent twice, or may have since a backup."""
    if call.sent_at is None and not gate.is_doubtful(call.created_at):
        return False
    try:
        return not of_call(call).may_repeat
    except NotFound:
        return True


def may_have_happened_under(run_id: UUID, call_key: str) -> bool:
    """The same of a run's calls that have this key; one that failed has not."""
    calls = Call.objects.filter(run_id=run_id, call_key=call_key).exclude(state=Call.State.FAILED)
    return any(map(may_have_happened, calls))
