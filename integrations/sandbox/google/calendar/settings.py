"""settings: what a person has set for all calendars."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account


def list_settings(call: ApiCall) -> Resource:
    """settings.list"""
    items = [_resource(name, value) for name, value in _values(call.account).items()]
    return {"kind": "calendar#settings", "etag": '"p000000000000001"', "items": items}


def get_setting(call: ApiCall) -> Resource:
    """settings.get"""
    name, values = call.parameters.text("setting"), _values(call.account)
    if name not in values:
        raise not_found("Not Found")
    return _resource(name, values[name])


def _values(account: Account) -> dict[str, str]:
    return {
        "autoAddHangouts": "false",
        "dateFieldOrder": "DMY",
        "defaultEventLength": "60",
        "format24HourTime": "true",
        "hideInvitations": "false",
        "hideWeekends": "false",
        "locale": "en",
        "remindOnRespondedEventsOnly": "false",
        "showDeclinedEvents": "true",
        "timezone": account.time_zone,
        "useKeyboardShortcuts": "true",
        "weekStart": "1",
    }


def _resource(name: str, value: str) -> Resource:
    return {"kind": "calendar#setting", "etag": '"0"', "id": name, "value": value}
