"""Rights of staff come from their groups alone."""

from __future__ import annotations

import pytest

from integrations.actors import ALL_RIGHTS, SYSTEM, Right, staff_actor


@pytest.mark.parametrize(
    ("groups", "rights"),
    [
        (frozenset(), frozenset()),
        (frozenset({"viewer"}), {"view"}),
        (frozenset({"operator"}), {"view", "read_content", "operate"}),
        (frozenset({"viewer", "billing"}), {"view", "billing"}),
        (frozenset({"security"}), {"view", "read_content", "operate", "security"}),
        (frozenset({"someone else's group"}), frozenset()),
    ],
)
def test_groups_give_rights(groups: frozenset[str], rights: set[Right]) -> None:
    actor = staff_actor(user_id=7, label="ada", groups=groups, is_superuser=False)
    assert actor.rights == rights
    assert actor.sees_all


def test_a_superuser_may_everything() -> None:
    assert staff_actor(user_id=7, label="ada", groups=frozenset(), is_superuser=True).rights == ALL_RIGHTS


def test_machina_itself_may_everything() -> None:
    assert SYSTEM.rights == ALL_RIGHTS
