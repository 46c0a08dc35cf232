"""Answers calls of webhooks: 2xx only after the delivery is kept. Calls that came together share one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpResponse
from django.utils import timezone

from integrations import gate
from integrations.errors import MachinaError, NotFound, RateLimited
from workflows.models import Trigger
from workflows.triggers.hooks.admission import admitted
from workflows.triggers.hooks.answering import AwaitedAnswer, Place, accepted, place_for, started
from workflows.triggers.hooks.calls import HookCall
from workflows.triggers.hooks.deliveries import delivery_id
from workflows.triggers.hooks.forms import files_in, stored
from workflows.triggers.hooks.intake import Delivered, Taken, find_hook, has_come, take_all
from workflows.triggers.hooks.origins import is_preflight, preflight_answer, with_cors
from workflows.triggers.hooks.problems import refusal
from workflows.triggers.hooks.rates import seconds_to_wait
from workflows.triggers.hooks.settings import HookSettings, settings_of
from workflows.triggers.secrets import secret_of

UNKNOWN = "There is no webhook at this address, or it is switched off."

Received = HttpResponse | Exception
"""The answer, which may be an ``AwaitedAnswer``; or what went wrong on our side."""


@dataclass(frozen=True)
class Wish:
    """A call that may start a run, before it is kept."""

    call: HookCall
    settings: HookSettings
    delivery: Delivered
    place: Place | None
    """Where the answer of its run is waited for."""


def received(calls: Sequence[HookCall]) -> list[Received]:
    """The answers of calls, in their order. Each webhook is looked up once, by what its rows say now."""
    hooks: dict[str, Trigger | None] = {}
    heard = [_heard(call, hooks) for call in calls]
    taken = iter(take_all([each.delivery for each in heard if isinstance(each, Wish)]))
    return [_answered(each, next(taken)) if isinstance(each, Wish) else each for each in heard]


def _heard(call: HookCall, hooks: dict[str, Trigger | None]) -> Wish | Received:
    try:
        trigger = _found(call.public_id, hooks)
    except MachinaError as error:
        return refusal(error)
    except Exception as error:  # of this call alone; whoever has asked for the answers tells of it
        return error
    settings = settings_of(trigger.parameters)
    if is_preflight(call, settings):
        return preflight_answer(call, settings)
    try:
        return _wish(call, trigger, settings)
    except MachinaError as error:
        return with_cors(refusal(error, allowed=settings.methods), call, settings)
    except Exception as error:  # as above
        return error


def _found(public_id: str, hooks: dict[str, Trigger | None]) -> Trigger:
    """Raises NotFound, RateLimited, and RemoteUnavailable in safe mode: whoever sends it comes again."""
    gate.require_open()
    wait = seconds_to_wait(public_id)
    if wait:
        raise RateLimited("This webhook is called too often. Wait, then send fewer.", retry_after=wait)
    if public_id not in hooks:
        hooks[public_id] = find_hook(public_id)
    trigger = hooks[public_id]
    if trigger is None:
        raise NotFound(UNKNOWN)
    return trigger


def _wish(call: HookCall, trigger: Trigger, settings: HookSettings) -> Wish:
    """Raises MethodNotAllowed, Unauthenticated, InputError."""
    received_at, run_id = timezone.now(), uuid4()
    secret = secret_of(trigger) if trigger.secret_sealed else ""
    data = admitted(call, settings, secret, received_at=received_at)
    name = delivery_id(settings, call.headers, data["body"], run_id)
    is_waited_for = settings.respond != "at_once"
    delivery = Delivered(trigger, name, data, run_id, received_at, is_waited_for=is_waited_for)
    if files_in(data["body"]) and not has_come(delivery):
        data["body"] = stored(data["body"], trigger.deployment.customer_id)
    return Wish(call, settings, delivery, place_for(run_id, settings.respond) if is_waited_for else None)


def _answered(wish: Wish, taken: Taken | Exception) -> Received:
    place = wish.place
    if isinstance(taken, Taken) and place is not None and taken.is_new and taken.has_started:
        return with_cors(AwaitedAnswer(taken.run_id, place), wish.call, wish.settings)
    if place is not None:
        place.waiting.leave()
    if isinstance(taken, Exception):
        return taken
    answer = started(taken.run_id) if taken.has_started or place is None else accepted(taken.run_id)
    return with_cors(answer, wish.call, wish.settings)
