"""Reading page after page."""

from __future__ import annotations

import pytest

from integrations.catalog.paging import read_pages

PAGES = {None: ([1, 2], "b"), "b": ([3, 4], "c"), "c": ([5], None)}


@pytest.mark.parametrize(
    ("page_token", "follow", "cap", "expected"),
    [
        (None, False, 100, ([1, 2], "b")),
        ("b", False, 100, ([3, 4], "c")),
        (None, True, 100, ([1, 2, 3, 4, 5], None)),
        ("c", True, 100, ([5], None)),
        (None, True, 3, ([1, 2, 3, 4], "c")),
        (None, True, 2, ([1, 2], "b")),
    ],
)
def test_pages_are_read_to_the_end_or_the_cap(
    page_token: str | None, follow: bool, cap: int, expected: tuple[list[int], str | None]
) -> None:
    assert read_pages(PAGES.__getitem__, page_token=page_token, cap=cap, follow=follow) == expected


def test_an_empty_page_in_the_middle_is_not_the_end() -> None:
    pages: dict[str | None, tuple[list[int], str | None]] = {None: ([], "b"), "b": ([1], None)}

    assert read_pages(pages.__getitem__, page_token=None, cap=10, follow=True) == ([1], None)
