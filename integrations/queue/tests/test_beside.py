"""Places for calls beside work."""

from __future__ import annotations

import threading

from integrations.queue.beside import Beside


def test_one_share_leaves_a_quarter_to_the_others() -> None:
    beside = Beside(8)
    assert [beside.take("a") for _ in range(7)] == [True] * 6 + [False]
    assert [beside.take("b") for _ in range(3)] == [True, True, False]
    beside.give_back("b")
    assert (beside.take("a"), beside.take(None)) == (False, True)


def test_work_is_done_in_threads_beside_one_another() -> None:
    beside, together = Beside(3), threading.Barrier(4)

    def wait() -> None:
        together.wait(10)

    for _ in range(3):
        beside.start(wait)
    together.wait(10)
    assert not together.broken
