"""Which nodes run, which are skipped, and that nothing depends on who ends first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.decisions import Ended, Join, begin, begin_items, follow
from workflows.engine.loops import Loop
from workflows.engine.plan import compiled_plan
from workflows.engine.tests.drawing import Drawn, drawings, node, plan
from workflows.engine.tests.running import Running, reference

SEEDS = st.integers(0, 2**32)


@given(drawings(), SEEDS)
def test_what_runs_is_what_the_graph_says_in_any_order_of_completion(drawn: Drawn, seed: int) -> None:
    made = compiled_plan(drawn.graph)
    assert Running(made, seed).to_the_end() == reference(drawn, made, seed)


@given(drawings(on_error=("stop", "branch", "continue")), SEEDS)
def test_whatever_fails_every_run_ends_and_nothing_runs_twice_or_early(drawn: Drawn, seed: int) -> None:
    Running(compiled_plan(drawn.graph), seed).to_the_end()


def test_a_join_waits_for_both_and_keeps_their_order() -> None:
    made = plan([node("a"), node("b"), node("c")], "a -> c", "b -> c")
    first = follow(made, Ended("b", (), "succeeded", frozenset(["main"])), {})
    assert (first.ready, first.joins) == ([], {("c", ()): Join(1, ("b->c",))})
    second = follow(made, Ended("a", (), "succeeded", frozenset(["main"])), first.joins)
    assert (second.ready, second.arrived) == ([("c", ())], {("c", ()): ("a->c", "b->c")})


def test_a_branch_that_is_dead_is_skipped_to_its_end_and_counts_as_arrived() -> None:
    nodes = [node("if", "flow.if"), node("a"), node("b"), node("c"), node("end", "flow.merge")]
    made = plan(nodes, "if.true -> a", "if.false -> b", "b -> c", "a -> end.left", "c -> end.right")
    found = follow(made, Ended("if", (), "succeeded", frozenset(["true"])), {})
    assert (found.ready, found.skipped) == ([("a", ())], [("b", ()), ("c", ())])
    assert found.joins == {("end", ()): Join(1)}


def test_a_merge_of_any_is_ready_at_the_first_and_ignores_the_rest() -> None:
    nodes = [node("a"), node("b"), node("m", "flow.merge", parameters={"wait_for": "any"})]
    made = plan(nodes, "a -> m.a", "b -> m.b")
    dead = follow(made, Ended("a", (), "skipped"), {})
    assert (dead.ready, dead.skipped) == ([], [])
    alive = follow(made, Ended("b", (), "succeeded", frozenset(["main"])), dead.joins)
    assert alive.arrived == {("m", ()): ("b->m.b",)}
    early = follow(made, Ended("b", (), "succeeded", frozenset(["main"])), {})
    late = follow(made, Ended("a", (), "succeeded", frozenset(["main"])), early.joins)
    assert (early.ready, late.ready, late.skipped) == ([("m", ())], [], [])


def test_a_chain_keeps_nothing() -> None:
    made = plan([node("a"), node("b")], "a -> b")
    found = follow(made, Ended("a", (), "succeeded", frozenset(["main"])), {})
    assert (found.ready, found.joins, found.items) == ([("b", ())], {}, [])


def test_errors_go_where_the_settings_say() -> None:
    for on_error, ready, stops in (("branch", "e", False), ("continue", "m", False), ("stop", None, True)):
        made = plan([node("a", settings={"on_error": on_error}), node("m"), node("e")], "a -> m", "a.error -> e")
        found = follow(made, Ended("a", (), "failed"), {})
        assert ([each for each, _ in found.ready], found.stops) == ([ready] if ready else [], stops)


def test_a_loop_of_a_hundred_thousand_items_keeps_no_join_for_a_body_in_a_row() -> None:
    made = plan([node("l", "flow.for_each"), node("a"), node("b")], "l.each -> a", "a -> b")
    loop, indexes = Loop(100_000, concurrency=50).beginning()
    assert indexes == range(50)
    found = begin_items(made, ("l", ()), indexes)
    assert (found.ready, found.joins) == ([("a", (index,)) for index in range(50)], {})
    found = follow(made, Ended("a", (7,), "succeeded", frozenset(["main"])), {})
    assert (found.ready, found.joins, found.items) == ([("b", (7,))], {}, [])
    found = follow(made, Ended("b", (7,), "succeeded", frozenset(["main"])), {})
    (item,) = found.items
    assert (item.loop, item.index, item.failed, item.closing) == (("l", ()), 7, False, False)
    assert loop.after(item).beginning()[1] == range(50, 51)


def test_an_item_that_fails_closes_its_loop_unless_errors_are_collected() -> None:
    for on_item_error, closing, outcome in (("collect", False, "succeeded"), ("stop", True, "failed")):
        nodes = [node("l", "flow.for_each", parameters={"on_item_error": on_item_error}), node("a"), node("b")]
        made = plan(nodes, "l.each -> a", "a -> b")
        loop, _ = Loop(3, concurrency=2).beginning()
        found = follow(made, Ended("a", (0,), "failed"), {})
        (item,) = found.items
        assert (item.failed, item.closing, found.stops) == (True, closing, closing)
        other = follow(made, Ended("a", (1,), "succeeded", frozenset(["main"])), found.joins)
        assert other.ready == ([] if closing else [("b", (1,))])
        assert loop.after(item).outcome == outcome


def test_a_failure_inside_two_loops_goes_outwards_until_something_takes_it() -> None:
    collects = {"on_item_error": "collect"}
    nodes = [node("o", "flow.for_each", parameters=collects), node("i", "flow.for_each"), node("a"), node("b")]
    made = plan(nodes, "o.each -> i", "i.each -> a", "o.each -> b")
    found = follow(made, Ended("a", (2, 5), "failed"), {("o", (2,)): Join(2)})
    assert not found.stops
    assert found.joins[("o", (2,))] == Join(2, failed=True)
    assert [(each.loop, each.index, each.closing) for each in found.items] == [(("i", (2,)), 5, True)]
    inner = follow(made, Ended("i", (2,), "failed"), found.joins)
    assert (inner.items, inner.joins[("o", (2,))].waiting_for) == ([], 1)
    outer = follow(made, Ended("b", (2,), "succeeded", frozenset(["main"])), {**found.joins, **inner.joins})
    assert [(each.loop, each.index, each.failed, each.closing) for each in outer.items] == [(("o", ()), 2, True, False)]


def test_a_stop_stops_the_run_wherever_it_stands() -> None:
    nodes = [node("l", "flow.for_each", parameters={"on_item_error": "collect"}), node("s", "flow.stop"), node("d")]
    made = plan(nodes, "l.each -> s", "l.each -> d")
    assert follow(made, Ended("s", (0,), "succeeded"), {}).stops
    assert follow(made, Ended("s", (0,), "failed"), {}).stops


def test_five_thousand_nodes_are_skipped_in_one_call() -> None:
    nodes = [node(f"n{at}") for at in range(5_000)]
    made = plan(nodes, *(f"n{at} -> n{at + 1}" for at in range(4_999)))
    assert [each for each, _ in begin(made).ready] == ["n0"]
    found = follow(made, Ended("n0", (), "succeeded"), {})
    assert (len(found.skipped), found.joins) == (4_999, {})
