"""acl: with whom a calendar is shared, and what they may do."""

from __future__ import annotations

import re

from integrations.sandbox.google.calendar.calendars import calendar_of, next_change_number
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid, not_found
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import AccessRule, Calendar

ROLES = ("none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
VALUES = {"default": re.compile(""), "domain": DOMAIN, "user": ADDRESS, "group": ADDRESS}
"""What stands beside each kind of scope."""
PAGE = 100


def insert_rule(call: ApiCall) -> Resource:
    """acl.insert: a second rule for the same people takes the place of the first."""
    calendar = _owned(call)
    scope = call.body.get("scope") or {}
    kind, value = str(scope.get("type") or ""), str(scope.get("value") or "").lower()
    if kind not in VALUES:
        raise invalid("Invalid scope type.", reason="invalid", location="scope.type")
    if not VALUES[kind].fullmatch(value):
        raise invalid("Invalid scope value.", reason="invalid", location="scope.value")
    if value == call.account.email:
        raise GoogleError(403, "cannotChangeOwnAcl", "Cannot change your own access level.", domain="calendar")
    return _store(AccessRule(calendar=calendar, scope_type=kind, scope_value=value), call)


def update_rule(call: ApiCall) -> Resource:
    """acl.update and acl.patch: the role alone can change."""
    return _store(_rule_of(_owned(call), call), call)


def delete_rule(call: ApiCall) -> None:
    """acl.delete"""
    _rule_of(_owned(call), call).delete()


def get_rule(call: ApiCall) -> Resource:
    """acl.get"""
    return _resource(_rule_of(_owned(call), call))


def list_rules(call: ApiCall) -> Resource:
    """acl.list: the owner's own right first."""
    calendar = _owned(call)
    begin = offset_of(call.parameters.text("pageToken"))
    size = min(call.parameters.number("maxResults", default=PAGE), 250)
    rules = [_own_right(calendar), *(_resource(rule) for rule in calendar.access_rules.exclude(role="none"))]
    answer: Resource = {"kind": "calendar#acl", "etag": f'"{calendar.change_number}"', "items": rules[begin:][:size]}
    if begin + size < len(rules):
        answer["nextPageToken"] = token_for(begin + size)
    return answer


def _owned(call: ApiCall) -> Calendar:
    calendar = calendar_of(call)
    if calendar.access_role != "owner":
        message = "You need to have owner access to this calendar."
        raise GoogleError(403, "requiredAccessLevel", message, domain="calendar")
    return calendar


def _rule_of(calendar: Calendar, call: ApiCall) -> AccessRule:
    kind, _, value = call.parameters.text("ruleId").partition(":")
    rule = calendar.access_rules.filter(scope_type=kind, scope_value=value).first()
    if rule is None:
        raise not_found()
    return rule


def _store(rule: AccessRule, call: ApiCall) -> Resource:
    role = call.body.get("role") or rule.role
    if role not in ROLES:
        raise invalid("Invalid role.", reason="invalid", location="role")
    stored, _ = AccessRule.objects.update_or_create(
        calendar=rule.calendar,
        scope_type=rule.scope_type,
        scope_value=rule.scope_value,
        defaults={"role": role, "change_number": next_change_number(rule.calendar, call.now)},
    )
    return _resource(stored)


def _own_right(calendar: Calendar) -> Resource:
    email = calendar.account.email
    return {
        "kind": "calendar#aclRule",
        "etag": '"1"',
        "id": f"user:{email}",
        "role": "owner",
        "scope": {"type": "user", "value": email},
    }


def _resource(rule: AccessRule) -> Resource:
    value = {"value": rule.scope_value} if rule.scope_value else {}
    return {
        "kind": "calendar#aclRule",
        "etag": f'"{rule.change_number}"',
        "id": f"{rule.scope_type}:{rule.scope_value}" if rule.scope_value else rule.scope_type,
        "role": rule.role,
        "scope": {"type": rule.scope_type, **value},
    }
