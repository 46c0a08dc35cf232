"""Audit events as sentences: who did what to which thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model

from integrations.admin.display import actor_words, in_words
from integrations.models import AuditEvent


@dataclass(frozen=True)
class Done:
    """What an action did: a verb of the past, what to, and the rest of the sentence."""

    verb: str
    noun: str = ""
    rest: str = ""
    """After the thing."""

    def to(self, name: str) -> str:
        """With the thing by its name, or as one of its kind where that is empty."""
        return " ".join(filter(None, (self.verb, _thing(self.noun, name), self.rest)))


DONE: Mapping[str, Done] = {
    "agent_consent.end": Done("ended the access of a program,", "consent"),
    "agent_consent.give": Done("gave a program access,", "consent"),
    "api_key.create": Done("created", "API key"),
    "api_key.revoke": Done("revoked", "API key"),
    "approval.approved": Done("granted", "approval"),
    "approval.ask": Done("asked for", "approval"),
    "approval.mail": Done("mailed a link to answer", "approval"),
    "approval.refused": Done("refused", "approval"),
    "billing.budget.change": Done("changed", "budget"),
    "billing.budget.create": Done("created", "budget"),
    "billing.budget.delete": Done("deleted", "budget"),
    "chat.link.create": Done("created", "chat link"),
    "chat.link.free": Done("freed", "chat link", "for another browser"),
    "chat.link.revoke": Done("revoked", "chat link"),
    "connect.attempt.begin": Done("began to connect an account"),
    "connect.attempt.fail": Done("did not get to connect an account"),
    "connect.connection.confirm": Done("confirmed", "account"),
    "connect.connection.connect": Done("connected", "account"),
    "connect.connection.default": Done("made", "account", "the default"),
    "connect.connection.disconnect": Done("disconnected", "account"),
    "connect.connection.label": Done("named", "account"),
    "connect.connection.lapse": Done("ended", "account", "that was not confirmed in time"),
    "connect.connection.pause": Done("paused", "account"),
    "connect.connection.replace": Done("filled in again what signs in", "account"),
    "connect.connection.resume": Done("resumed", "account"),
    "connect.customer.change": Done("changed", "customer"),
    "connect.customer.create": Done("created", "customer"),
    "connect.link.bind": Done("opened", "link"),
    "connect.link.create": Done("created", "link"),
    "connect.link.renew": Done("renewed", "link"),
    "connect.link.resend": Done("sent", "link", "again"),
    "connect.link.reset": Done("freed", "link", "for another browser"),
    "connect.link.revoke": Done("revoked", "link"),
    "connect.link.send": Done("sent", "link"),
    "connect.oauth_app.change": Done("changed", "OAuth app"),
    "connect.oauth_app.create": Done("created", "OAuth app"),
    "customer.erase": Done("began to erase", "customer"),
    "customer.erased": Done("carried out", "erasure"),
    "customer.export": Done("exported", "customer"),
    "deployment.change": Done("changed", "deployment"),
    "deployment.create": Done("created", "deployment"),
    "deployment.delete": Done("deleted", "deployment"),
    "deployment.pause": Done("paused", "deployment"),
    "deployment.resume": Done("resumed", "deployment"),
    "execution.call.settle": Done("settled the outcome of", "call"),
    "inbox.replay": Done("took in again", "event"),
    "installation.resume": Done("let this installation go on after it was restored"),
    "memory.erase": Done("erased", "memory"),
    "operator_settings.change": Done("changed the settings of the operator"),
    "run.cancel": Done("cancelled", "run"),
    "run.start": Done("started", "run"),
    "skill.change": Done("changed", "skill"),
    "skill.create": Done("created", "skill"),
    "skill.delete": Done("deleted", "skill"),
    "skill.save": Done("saved", "skill", "as a new version"),
    "staff.change": Done("changed", "operator"),
    "staff.create": Done("added", "operator"),
    "staff.delete": Done("deleted", "operator"),
    "staff.remove_second_factor": Done("removed the second factor of", "operator"),
    "staff.set_password": Done("set a password for", "operator"),
    "trigger.listen": Done("listened for a test call of", "workflow"),
    "webhook.delivery.replay": Done("sent", "webhook", "again"),
    "webhook.endpoint.change": Done("changed", "webhook endpoint"),
    "webhook.endpoint.create": Done("created", "webhook endpoint"),
    "webhook.endpoint.delete": Done("deleted", "webhook endpoint"),
    "webhook.endpoint.replay": Done("sent what had failed again to", "webhook endpoint"),
    "webhook.endpoint.rotate_secret": Done("replaced the secret of", "webhook endpoint"),
    "webhook.endpoint.switch_off": Done("switched off", "webhook endpoint"),
    "workflow.change": Done("changed", "workflow"),
    "workflow.create": Done("created", "workflow"),
    "workflow.delete": Done("deleted", "workflow"),
    "workflow.import": Done("imported", "workflow"),
    "workflow.publish": Done("published", "workflow"),
    "workflow.rename": Done("renamed", "workflow"),
    "workflow.restore": Done("brought back an earlier version of", "workflow"),
    "workflow.tag": Done("tagged", "workflow"),
    "workflow.use_template": Done("made of a template", "workflow"),
}
NAMES = ("name", "username", "key", "account", "label", "email")
"""Where an event itself says what its thing is called, the first that is there; it may be gone since."""


def action_words(action: str) -> str:
    """An action by itself, as "Created an API key"."""
    done = DONE.get(action)
    text = in_words(action) if done is None else done.to("")
    return text[:1].upper() + text[1:]


def tell(rows: Iterable[AuditEvent]) -> None:
    """Put into each its sentence. Asks the database once for each kind of thing among them."""
    rows = [*rows]
    names = _names(rows)
    for row in rows:
        done = DONE.get(row.action)
        name = names.get((row.object_type, row.object_id)) or _own_name(row)
        said = f"did “{in_words(row.action)}” to" if done is None else ""
        who = actor_words(row.actor_kind, row.actor_label)
        row.told = f"{who} {(done or Done(said, in_words(row.object_type).lower())).to(name)}"


def shown_model(object_type: str) -> type[Model] | None:
    """The model of an event's thing, if the admin has pages of it."""
    return next((model for model in admin.site._registry if model._meta.model_name == object_type), None)


def _names(rows: Iterable[AuditEvent]) -> dict[tuple[str, str], str]:
    """What things are called now, of those that are still there."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.object_type, set()).add(row.object_id)
    names: dict[tuple[str, str], str] = {}
    for object_type, wanted in ids.items():
        model = shown_model(object_type)
        if model is None:
            continue
        along = admin.site._registry[model].list_select_related
        try:
            found = model._default_manager.filter(pk__in=wanted)
        except (ValidationError, ValueError):  # ids of what had this name before
            continue
        things = found.select_related(*along) if isinstance(along, (list, tuple)) else found
        names.update({(object_type, str(thing.pk)): str(thing) for thing in things})
    return names


def _own_name(row: AuditEvent) -> str:
    for told in (row.after, row.before):
        if isinstance(told, dict):
            found = next((told[name] for name in NAMES if isinstance(told.get(name), str) and told[name]), "")
            if found:
                return str(found)
    return ""


def _thing(noun: str, name: str) -> str:
    if not noun:
        return ""
    if not name:
        return f"{'an' if noun[0].lower() in 'aeio' else 'a'} {noun}"
    if name.lower().startswith(f"{noun} ".lower()):  # such as "Run of 3 May"
        return f"the {name[0].lower()}{name[1:]}"
    return f"the {noun} {name}"
