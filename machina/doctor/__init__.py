"""What `manage.py doctor` looks at: each finding says what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from machina.doctor import records, surroundings
from machina.doctor.finding import Finding

__all__ = ["Finding", "examine"]


def examine() -> Iterator[Finding]:
    """Every check, in the order in which things are needed; rows are looked at only in a database that is usable."""
    for check in (
        surroundings.editor,
        surroundings.files,
        surroundings.providers,
        surroundings.private_addresses,
        surroundings.processes,
        surroundings.strength,
        surroundings.public_url,
        surroundings.mail,
        surroundings.demo,
        surroundings.zones,
    ):
        yield from check()
    usable = True
    for finding in records.database():
        usable = usable and finding.level != "bad"
        yield finding
    if usable:
        for check in (records.mode, records.people, records.secrets, records.oauth_apps, records.ledgers):
            yield from check()
