"""Templates: where expressions begin and end, what type their values keep, how mistakes are told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import ExpressionError, from_dict
from workflows.engine.expressions import Fault, compiled, condition, resolve
from workflows.engine.expressions.tests.conftest import KNOWN


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("{{ gmail.messages[0].subject }}", "Invoice 7"),
        ("{{gmail.messages[1]}}", {"subject": "Hello", "size": 3}),
        ("{{ nodes.gmail.messages[0].size }}", 2.5),
        ('{{ trigger.body["a b"].c }}', 1),
        ("{{ trigger.body.nothing }}", None),
        ("{{ gmail.huge }}", 2**70),
        ("{{ vars.price * 2 }}", 3.0),
        ("{{ 2 * vars.price + 1 }}", 4.0),
        ("{{ trigger.count > 1 ? 'many' : 1 }}", "many"),
        ("{{ trigger.?body.?missing.?deeper }}", None),
        ("{{ trigger.?body.?missing.orValue('none') }}", "none"),
        ("{{ trigger.body.nothing.?deeper.orValue('none') }}", "none"),
        ("{{ has(trigger.body.name) && !has(trigger.body.other) }}", True),
        ("{{ default(trigger.body.other.deeper, vars.name) }}", "Ada"),
        ("{{ default(trigger.body.nothing, 1) }}", 1),
        ("{{ trigger.body.tags.map(x, x.upper() + string(trigger.count)) }}", ["X2", "Y2"]),
        ("{{ gmail.messages.filter(m, m.size > 2.75) }}", [{"subject": "Hello", "size": 3}]),
        ("{{ wait_url('approval') }}", "https://wait/approval"),
        ("{{ {'b': {'c': \"}}\"}, 'a': '{{'} }}", {"b": {"c": "}}"}, "a": "{{"}),
        ("{{ true }}", True),
        ("{{ null }}", None),
        ("Dear {{ vars.name }}, {{ trigger.count + 1 }}!", "Dear Ada, 3!"),
        ("{{ vars.price }}{{ 2.0 }}{{ true }}{{ null }}{{ trigger.body.tags }}", '1.52true["x", "y"]'),
        (" {{ trigger.count }}", " 2"),
        (r"\{{ not.this }} \\{{ trigger.count }}", "{{ not.this }} \\2"),
        ("no braces } {", "no braces } {"),
        ("a }} b", "a }} b"),
        ({"to": ["{{ vars.name }}", 1], "{{ key }}": {"x": "{{ trigger.count }}"}},
         {"to": ["Ada", 1], "{{ key }}": {"x": 2}}),
    ],
)  # fmt: skip
def test_a_template_has_the_value_of_its_expressions(value: Any, written: Any, made: Any) -> None:
    result = value(written)
    assert result == made
    assert type(result) is type(made)


def test_objects_keep_the_order_of_their_fields(value: Any) -> None:
    assert list(value("{{ [gmail.messages[0]] }}")[0]) == ["subject", "size"]
    assert list(value("{{ {'z': 1, 'a': 2, 'm': 3} }}")) == ["z", "a", "m"]
    assert list(value("{{ gmail.messages.filter(m, m.size > 1) }}")[1]) == ["subject", "size"]
    assert value("{{ json(gmail.messages[0]) }}") == '{"subject": "Invoice 7", "size": 2.5}'


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{{ gmial.messages }}", "There is no 'gmial' here. Did you mean 'gmail'?"),
        ("{{ gmail.mesages[0] }}", "'gmail' has no field 'mesages'. Did you mean 'messages'?"),
        ("{{ gmail.mesages == [] }}", "'gmail' has no field 'mesages'. Did you mean 'messages'?"),
        ("{{ gmail.messages.subject }}",
         ("'gmail.messages' is a list, so it has no field 'subject'. "
          "Take one of its items first, as in gmail.messages[0].")),
        ("{{ gmail.messages[7] }}", "'gmail.messages' has 2 items, so there is no [7]."),
        ("{{ trigger.body.nothing.x }}",
         ("'trigger.body.nothing' is null, so it has no field 'x'. "
          "Where it may be missing, write trigger.body.nothing.?x.")),
        ("{{ trigger.count.x }}", "'trigger.count' is a number, so it has no field 'x'."),
        ("{{ trigger.body[0] }}", "'trigger.body' is an object, so it has no item 0. Name a field, as in [\"0\"]."),
        ("{{ upr('a') }}", "There is no function 'upr'. Did you mean 'upper'?"),
        ("{{ vars.name.uper() }}", "There is no function '.uper(…)'. Did you mean 'upper'?"),
        ("{{ vars.name + 1 }}", "a text + a whole number cannot be calculated."),
        ("{{ upper(trigger.count) }}", "upper() needs a text, not the number 2."),
        ("{{ replace('a') }}", "replace(text, old, new) was called with 1 value."),
        ("{{ 1 / 0 }}", "Division by zero."),
        ("{{ vars.price / 0 }}", "Division by zero."),
        ("{{ 1.0 / 0.0 }}", "The result is not a number (a division by zero, or too large)."),
        ("{{ vars.name ? 1 : 2 }}", "What stands before ? has to be true or false."),
        ("{{ nodes }}", "'nodes' cannot stand alone. Name a node after it, as in nodes.gmail."),
        ("{{ vars.name = 1 }}", "'=' cannot be read here. Compare with ==."),
        ("{{ 'abc }}", "A text that begins with ' is never closed."),
        ("{{ (1 }}", "A '(' is never closed."),
        ("{{ }}", "There is no expression between the braces."),
        ("{{ vars.name", "'{{' is never closed by '}}'. Write \\{{ for two braces that begin no expression."),
        ("{{ 1 // vars.name }}", "'/' is not expected there."),
        ("{{ 1 + }}", "Something is missing at its end."),
        ("{{ vars.name vars.price }}", "'vars.price' is not expected there."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words(mistakes: Any, written: str, message: str) -> None:
    assert mistakes(written) == [("", message)]


def test_all_mistakes_are_told_at_once_by_their_fields(mistakes: Any) -> None:
    found = mistakes({"to": ["{{ vars.nme }}", "{{ x y }}"], "body": {"text": "{{ gmail.a }} and {{ gmail.b }}"}})
    assert [field for field, _ in found] == ["to.1", "to.0", "body.text", "body.text"]


def test_the_error_names_node_and_field_and_can_be_stored() -> None:
    with pytest.raises(ExpressionError) as caught:
        resolve(compiled({"to": "{{ vars.nme }}"}), KNOWN, node="mail")
    body = caught.value.as_dict()
    assert body == {
        "code": "expression_error",
        "detail": "mail · to: 'vars' has no field 'nme'. Did you mean 'name'?",
        "errors": [{"node": "mail", "field": "to", "message": "'vars' has no field 'nme'. Did you mean 'name'?"}],
    }
    assert from_dict(body).as_dict() == body


@pytest.mark.parametrize(
    ("written", "holds"), [("{{ trigger.count == 2 }}", True), ("{{ false }}", False), (True, True)]
)
def test_a_condition_is_true_or_false(written: Any, holds: bool) -> None:
    assert condition(compiled(written), KNOWN) is holds


@pytest.mark.parametrize(
    "written", ["{{ trigger.count }}", "{{ vars.name }}", "true", "{{ 1 }}", "{{ null }}", 1, None]
)
def test_nothing_else_is_a_condition(written: Any) -> None:
    with pytest.raises(ExpressionError, match="A condition is true or false"):
        condition(compiled(written), KNOWN)


def test_a_failed_evaluation_is_no_condition_that_holds() -> None:
    with pytest.raises(ExpressionError, match="Division by zero"):
        condition(compiled("{{ 1 / 0 }}"), KNOWN)


def test_a_template_knows_what_it_refers_to() -> None:
    template = compiled({"a": "{{ nodes.gmail.x + trigger.y }}", "b": ["{{ item.z }}"], "c": "{{ wait_url('k') }}"})
    assert template.names == {"gmail", "trigger", "item"}
    assert template.wait_keys == {"k"}
    assert not template.is_constant
    assert compiled({"a": ["text", 1, None]}).is_constant


def test_the_item_of_a_macro_is_no_name_of_the_run() -> None:
    assert compiled("{{ trigger.body.tags.map(item, item + vars.name) }}").names == {"trigger", "vars"}


def test_faults_are_kept_with_their_fields() -> None:
    assert compiled({"a": ["{{ 1 + }}", "{{ vars.x }}"]}).faults[0].field == "a.0"
    assert compiled("{{ ok }}").faults == ()
    assert compiled("{{ f() }}").faults[0] == Fault("", compiled("{{ f() }}").faults[0].message)


def test_a_value_that_is_not_needed_may_be_missing(value: Any) -> None:
    assert value("{{ trigger.count == 2 || trigger.body.missing }}") is True
    assert value("{{ has(trigger.body.name) ? trigger.body.name : trigger.body.other }}") == "Ada"


@given(st.text(alphabet=st.sampled_from("ab {}\\\"'é\n")))
def test_a_text_without_an_expression_stays_what_it_is(text: str) -> None:
    escaped = text.replace("{{", "{ {").replace("{{", "{ {")
    assert resolve(compiled(escaped), {}) == escaped


@given(st.text(), st.text())
def test_a_text_with_an_expression_holds_its_value_between_its_ends(before: str, after: str) -> None:
    before, after = (each.replace("{", "").replace("\\", "") for each in (before, after))
    assert resolve(compiled(f"{before}{{{{ vars.name }}}}{after}"), KNOWN) == f"{before}Ada{after}"


def test_two_texts_side_by_side_are_bounded() -> None:
    big = {"x": "y" * 1_000_000}
    with pytest.raises(ExpressionError, match="8 MB"):
        resolve(compiled("{{ x }}-" * 9), big)
    assert len(str(resolve(compiled("{{ x }}-" * 7), big))) == 7_000_007
