"""How a service is declared: its facts, and decorators for operations, option loaders and pollers.

Everything else (editor node, AI tool, REST endpoint, price, page) is computed from these declarations.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from pydantic import BaseModel

from integrations.catalog.context import Reconcile
from integrations.catalog.glyphs import glyph_problem
from integrations.catalog.refusals import Refusals

Effect = Literal["read", "idempotent_write", "write", "destructive"]
AccountNeed = Literal["required", "optional", "none"]
"""Whether a call acts on a connected account: always, where one is connected, or never."""
Accounts = Literal["own", "any"]
"""Whose accounts an operation takes: those of its service's provider, or those of any."""
PROVIDER = "provider"
"""The input that names a provider where an operation takes accounts of any: its default account there is used."""
FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])  # decorators return the function they are given

_KEY = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


class DeclarationError(ValueError):
    """A service is declared wrongly; the message names the place and what is expected."""


@dataclass(frozen=True)
class Limit:
    """A vendor's published limit: ``amount`` units in ``seconds``, for each connection or for the whole OAuth app."""

    amount: int
    seconds: int
    per: Literal["connection", "oauth_app"]
    unit: Literal["request", "quota_unit"] = "request"


@dataclass(frozen=True, eq=False)
class Operation:
    """One typed function of a service: at once a node, a task, an endpoint and a tool."""

    service: Service
    name: str
    function: Callable[[Any, Any], BaseModel]
    input_model: type[BaseModel]
    output_model: type[BaseModel]
    effect: Effect
    scopes: tuple[str, ...]
    pricing_key: str
    label: str
    summary: str
    description: str
    quota: int
    documentation_url: str
    reconcile: Reconcile | None
    sample: Mapping[str, object]
    example: Mapping[str, object]
    account: AccountNeed
    icon: str
    accounts: Accounts = "own"
    effect_of: Callable[[Any], Effect] | None = None

    @property
    def key(self) -> str:
        return f"{self.service.key}.{self.name}"

    @property
    def documentation(self) -> str:
        """Summary and description together, as people and language models read them."""
        return f"{self.summary}\n\n{self.description}".strip()

    @property
    def needs_approval(self) -> bool:
        """Whether an agent has to ask a person first."""
        return self.effect == "destructive"

    def effect_for(self, data: BaseModel) -> Effect:
        """What a call with this input does, which is never more than ``effect``."""
        return self.effect_of(data) if self.effect_of else self.effect


@dataclass(frozen=True, eq=False)
class OptionsLoader:
    """A loader of dynamic choices, named by fields in their ``x-ui.options``."""

    service: Service
    name: str
    function: Callable[[Any, Any], BaseModel]
    scopes: tuple[str, ...]
    pricing_key: str
    quota: int

    @property
    def account(self) -> AccountNeed:
        """As the service has it."""
        return self.service.account

    @property
    def key(self) -> str:
        return f"{self.service.key}.{self.name}"


@dataclass(frozen=True, eq=False)
class Trigger:
    """A poller: asks the vendor what is new since a checkpoint."""

    service: Service
    name: str
    function: Callable[[Any, Any, Any], BaseModel]
    params_model: type[BaseModel]
    event_model: type[BaseModel]
    checkpoint_model: type[BaseModel]
    scopes: tuple[str, ...]
    pricing_key: str
    label: str
    summary: str
    description: str
    every_seconds: int
    sample: Mapping[str, object]
    example: Mapping[str, object]
    icon: str

    @property
    def account(self) -> AccountNeed:
        """As the service has it."""
        return self.service.account

    @property
    def key(self) -> str:
        return f"{self.service.key}.{self.name}"

    @property
    def documentation(self) -> str:
        """Summary and description together, as people and language models read them."""
        return f"{self.summary}\n\n{self.description}".strip()

    @property
    def input_model(self) -> type[BaseModel]:
        """What its form asks for, under the name that operations use."""
        return self.params_model

    @property
    def output_model(self) -> type[BaseModel]:
        """What a workflow is started with, under the name that operations use."""
        return self.event_model


@dataclass(frozen=True, eq=False)
class Service:
    """What can be done with a provider: facts, and the operations declared on it.

    ``provider`` is empty where an operation works on what it is given and asks nobody; ``account`` then is ``none``.
    ``scopes`` maps every scope the service may ask for to plain words for the person who grants it;
    ``covers`` maps a scope to the narrower ones it includes; ``hosts`` are the only ones its credential goes to.
    ``refusals`` say how it refuses, where that differs from its provider's way. ``account`` is ``none`` where its
    provider asks nobody who they are, and what its operations need that say nothing else. ``writes_in_turn`` says that
    the vendor wants the writes to one account one after another.
    ``exempt`` maps a quality rule to the written reason why it does not apply.
    """

    key: str
    name: str
    provider: str
    color: str
    documentation_url: str
    folder: Path
    scopes: Mapping[str, str]
    hosts: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    covers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    test_operation: str = ""
    account: AccountNeed = "required"
    refusals: Refusals = field(default_factory=Refusals, repr=False)
    writes_in_turn: bool = False
    exempt: Mapping[str, str] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict, init=False, repr=False)
    option_loaders: dict[str, OptionsLoader] = field(default_factory=dict, init=False, repr=False)
    triggers: dict[str, Trigger] = field(default_factory=dict, init=False, repr=False)
    receivers: dict[str, Callable[[Any, Mapping[str, object]], BaseModel | None]] = field(
        default_factory=dict, init=False, repr=False
    )

    def operation(
        self,
        *,
        effect: Effect,
        scopes: Sequence[str],
        price: str,
        sample: Mapping[str, object],
        example: Mapping[str, object] | None = None,
        label: str = "",
        quota: int = 1,
        documentation_url: str = "",
        reconcile: Reconcile | None = None,
        account: AccountNeed | None = None,
        icon: str = "",
        accounts: Accounts = "own",
        effect_of: Callable[[Any], Effect] | None = None,
    ) -> Callable[[FunctionT], FunctionT]:
        """Declare a function ``(ctx, data: InputModel) -> OutputModel`` as an operation and return it unchanged.

        ``sample`` is a realistic output, ``example`` an input that is valid as a whole, left out where an empty one
        is; ``quota`` counts vendor quota units; ``icon`` names a glyph of the shared set; the docstring's first line
        is the summary, the rest the description.
        ``accounts="any"`` takes the account of whichever provider is named, by a connection or in the input
        ``provider``, and without a name none. Where the effect depends on the input, ``effect`` is the strongest, and
        ``effect_of`` says it for one that was validated.
        Raises DeclarationError.
        """

        def declare(function: FunctionT) -> FunctionT:
            summary, description = _documentation(self, function)
            types = _signature(self, function, parameters=2)
            operation = Operation(
                service=self,
                name=self._unused(function.__name__),
                function=function,
                input_model=types[1],
                output_model=types[-1],
                effect=effect,
                scopes=tuple(scopes),
                pricing_key=price,
                label=label or _sentence(function.__name__),
                summary=summary,
                description=description,
                quota=quota,
                documentation_url=documentation_url or self.documentation_url,
                reconcile=reconcile,
                sample=sample,
                example=example or {},
                account=account or self.account,
                icon=self._glyph(function.__name__, icon),
                accounts=accounts,
                effect_of=effect_of,
            )
            self.operations[operation.name] = operation
            return function

        return declare

    def options(self, *, scopes: Sequence[str], price: str, quota: int = 1) -> Callable[[FunctionT], FunctionT]:
        """Declare a function ``(ctx, query: OptionsQuery) -> OptionsPage`` that loads choices for fields."""

        def declare(function: FunctionT) -> FunctionT:
            self.option_loaders[function.__name__] = OptionsLoader(
                service=self,
                name=self._unused(function.__name__),
                function=function,
                scopes=tuple(scopes),
                pricing_key=price,
                quota=quota,
            )
            return function

        return declare

    def poller(
        self,
        *,
        event: type[BaseModel],
        checkpoint: type[BaseModel],
        scopes: Sequence[str],
        price: str,
        sample: Mapping[str, object],
        example: Mapping[str, object] | None = None,
        label: str = "",
        every_seconds: int = 60,
        icon: str = "",
    ) -> Callable[[FunctionT], FunctionT]:
        """Declare a function ``(ctx, params: ParamsModel, checkpoint | None) -> Poll`` as a trigger."""

        def declare(function: FunctionT) -> FunctionT:
            summary, description = _documentation(self, function)
            types = _signature(self, function, parameters=3)
            trigger = Trigger(
                service=self,
                name=self._unused(function.__name__),
                function=function,
                params_model=types[1],
                event_model=event,
                checkpoint_model=checkpoint,
                scopes=tuple(scopes),
                pricing_key=price,
                label=label or _sentence(function.__name__),
                summary=summary,
                description=description,
                every_seconds=every_seconds,
                sample=sample,
                example=example or {},
                icon=self._glyph(function.__name__, icon),
            )
            self.triggers[trigger.name] = trigger
            return function

        return declare

    @property
    def is_local(self) -> bool:
        """Whether it has no vendor: what its operations answer follows from what they are given."""
        return not self.provider

    def receiver(self, trigger: str) -> Callable[[FunctionT], FunctionT]:
        """Declare a function ``(params, event) -> PolledEvent | None`` that reads what the provider sends by itself.

        It gives the event as the trigger's poller would, under the same identifier, or None if the trigger does not
        want it; the poller finds what never came. Raises DeclarationError.
        """

        def declare(function: FunctionT) -> FunctionT:
            if trigger not in self.triggers:
                raise DeclarationError(f"{self.key}: {trigger!r} is no trigger; declare its poller first")
            self.receivers[trigger] = function
            return function

        return declare

    @property
    def nodes(self) -> tuple[Operation | Trigger, ...]:
        """Everything that can stand in a workflow."""
        return (*self.triggers.values(), *self.operations.values())

    def missing_scopes(self, granted: Sequence[str], needed: Sequence[str]) -> tuple[str, ...]:
        """The needed scopes that ``granted`` does not cover."""
        covered = set(granted).union(*(self.covers.get(scope, ()) for scope in granted))
        return tuple(scope for scope in needed if scope not in covered)

    def _glyph(self, name: str, icon: str) -> str:
        if icon and (problem := glyph_problem(icon)):
            raise DeclarationError(f"{self.key}.{name}: {problem}")
        return icon

    def _unused(self, name: str) -> str:
        if not _KEY.match(name):
            raise DeclarationError(f"{self.key}: {name!r} is not a verb_noun name in lower case")
        if name in self.operations or name in self.option_loaders or name in self.triggers:
            raise DeclarationError(f"{self.key}: {name!r} is declared twice; give one of them another name")
        return name


def _documentation(service: Service, function: Callable[..., object]) -> tuple[str, str]:
    text = inspect.getdoc(function) or ""
    summary, _, rest = text.partition("\n")
    if not summary:
        raise DeclarationError(f"{service.key}.{function.__name__} needs a docstring: one sentence, then its limits")
    paragraphs = (" ".join(paragraph.split()) for paragraph in rest.split("\n\n"))
    return summary.strip(), "\n\n".join(filter(None, paragraphs))


def _signature(service: Service, function: Callable[..., object], *, parameters: int) -> list[Any]:
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)
    place = f"{service.key}.{function.__name__}"
    if len(names) != parameters:
        raise DeclarationError(f"{place} takes {len(names)} parameters, expected {parameters}")
    model = hints.get(names[1])
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise DeclarationError(f"{place}: annotate {names[1]!r} with a pydantic model")
    returned = hints.get("return")
    if not (isinstance(returned, type) and issubclass(returned, BaseModel)):
        raise DeclarationError(f"{place}: annotate the result with a pydantic model")
    return [None, *(hints.get(name) for name in names[1:]), returned]


def _sentence(name: str) -> str:
    return name.replace("_", " ").capitalize()
