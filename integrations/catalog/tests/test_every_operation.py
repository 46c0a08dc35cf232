"""What holds for every operation and trigger of every installed service."""

from __future__ import annotations

import re

import pytest
from jsonschema_rs import Draft202012Validator, meta
from pydantic import ValidationError

from integrations.catalog.declare import Operation, Trigger
from integrations.catalog.projections.node import operation_node, trigger_node
from integrations.catalog.projections.prices import price_json
from integrations.catalog.projections.rest import operation_paths
from integrations.catalog.projections.tool import tool
from integrations.catalog.registry import catalog
from integrations.catalog.rules.fields import fields_of
from integrations.catalog.schema import input_schema, output_schema
from integrations.catalog.triggers import Poll

OPERATIONS = list(catalog().operations.values())
TRIGGERS = list(catalog().triggers.values())
TOOL_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
DIALECT = "https://json-schema.org/draft/2020-12/schema"

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.key)
every_node = pytest.mark.parametrize("node", [*OPERATIONS, *TRIGGERS], ids=lambda each: each.key)


@every_node
def test_schemas_are_valid_2020_12(node: Operation | Trigger) -> None:
    shown = operation_node(node) if isinstance(node, Operation) else trigger_node(node)

    meta.validate({"$schema": DIALECT, **shown["input_schema"]})
    meta.validate({"$schema": DIALECT, **shown["output_schema"]})


@every_node
def test_the_sample_fits_model_and_schema(node: Operation | Trigger) -> None:
    sample = node.output_model.model_validate(dict(node.sample)).model_dump(mode="json")

    assert sample == dict(node.sample)
    Draft202012Validator({"$schema": DIALECT, **output_schema(node.output_model)}, validate_formats=True).validate(
        sample
    )


@every_node
def test_what_people_read_first_are_fields_of_the_entry(node: Operation | Trigger) -> None:
    schema = output_schema(node.output_model)
    models = [schema, *schema.get("$defs", {}).values()]  # type: ignore[attr-defined]

    leading = [(each["x-ui"]["lead"], each["properties"]) for each in models if "lead" in each.get("x-ui", {})]

    assert all(set(lead) <= set(properties) for lead, properties in leading)


@every_node
def test_the_example_fits_model_and_schema(node: Operation | Trigger) -> None:
    shown = operation_node(node) if isinstance(node, Operation) else trigger_node(node)

    node.input_model.model_validate(shown["example"])
    assert shown["input_schema"]["examples"] == [shown["example"]]
    Draft202012Validator({"$schema": DIALECT, **shown["input_schema"]}, validate_formats=True).validate(
        shown["example"]
    )


@every_node
def test_the_examples_of_its_fields_fit_together(node: Operation | Trigger) -> None:
    shown = operation_node(node) if isinstance(node, Operation) else trigger_node(node)
    fields = [field for field in fields_of(shown["input_schema"]) if "." not in field.path]

    copied = {each.name: each.schema["examples"][0] for each in fields if "examples" in each.schema}  # type: ignore[index]

    assert copied.keys() >= shown["example"].keys()
    node.input_model.model_validate(copied)


@every_node
def test_an_unknown_field_is_refused(node: Operation | Trigger) -> None:
    with pytest.raises(ValidationError) as caught:
        node.input_model.model_validate({"surely_unknown": 1})

    assert ("surely_unknown",) in [error["loc"] for error in caught.value.errors()]


@every_node
def test_an_unknown_field_of_the_vendor_is_ignored(node: Operation | Trigger) -> None:
    valid = node.output_model.model_validate({**node.sample, "new_at_the_vendor": {"x": 1}})

    assert "new_at_the_vendor" not in valid.model_dump()


@every_node
@pytest.mark.parametrize("wrong", ["", ".", "..", "../x", "a/b", "a\\b", "a\x00b", "a\nb", "a\x7f"])
def test_no_identifier_leads_a_path_astray(node: Operation | Trigger, wrong: str) -> None:
    schema = input_schema(node.input_model)
    for field in fields_of(schema):
        if field.path.endswith("_id") and "." not in field.path:
            given = {**node.example, field.name: wrong}
            if wrong == "" and "null" in str(field.schema["type"]):
                without = {name: value for name, value in node.example.items() if name != field.name}
                assert mistakes(node, given) == mistakes(node, without)  # nothing is chosen
                continue
            assert not Draft202012Validator(dict(schema)).is_valid(given), field.name
            assert (field.name,) in {place[:1] for place, _ in mistakes(node, given)}


def mistakes(node: Operation | Trigger, given: dict[str, object]) -> set[tuple[tuple[int | str, ...], str]]:
    """What is wrong with an input, and where."""
    try:
        node.input_model.model_validate(given)
    except ValidationError as error:
        return {(each["loc"], each["msg"]) for each in error.errors()}
    return set()


@every_node
def test_every_field_is_described(node: Operation | Trigger) -> None:
    fields = [*fields_of(input_schema(node.input_model)), *fields_of(output_schema(node.output_model))]

    assert [field.path for field in fields if not field.schema.get("description")] == []


@every_node
def test_no_input_is_filled_with_null(node: Operation | Trigger) -> None:
    fields = fields_of(input_schema(node.input_model))

    assert [field.path for field in fields if field.schema.get("default", "") is None] == []


@every_node
def test_its_price_exists(node: Operation | Trigger) -> None:
    price = price_json(node)

    assert price["key"] == node.pricing_key
    assert float(price["price"]) >= float(price["cost"]) == 0.0


@every_node
def test_its_scopes_are_the_services(node: Operation | Trigger) -> None:
    """How a connection is tested may need no more than the connection."""
    assert node.scopes or not node.service.scopes or node.name == node.service.test_operation
    assert set(node.scopes) <= set(node.service.scopes)


@every_node
def test_its_choices_can_be_loaded(node: Operation | Trigger) -> None:
    named = [field.name for field in fields_of(input_schema(node.input_model)) if "options" in field.hints]

    assert [catalog().options_loader(node, name).service for name in named] == [node.service] * len(named)


@every_operation
def test_its_tool_is_one_every_model_takes(operation: Operation) -> None:
    definition = tool(operation)

    assert TOOL_NAME.match(definition["name"])
    assert len(definition["description"]) <= 1024
    assert "$ref" not in str(definition["input_schema"])
    assert "x-ui" not in str(definition["input_schema"])
    assert definition["needs_approval"] is (operation.effect == "destructive")


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda each: each.key)
def test_a_checkpoint_survives_being_stored(trigger: Trigger) -> None:
    checkpoint = trigger.checkpoint_model
    required = [name for name, field in checkpoint.model_fields.items() if field.is_required()]
    stored = {name: "2026-03-02T09:00:00Z" if name.endswith("_at") else "1" for name in required}

    again = checkpoint.model_validate_json(checkpoint.model_validate(stored).model_dump_json())

    assert again == checkpoint.model_validate(stored)
    assert Poll(events=[], checkpoint=again).gap is None


def test_model_names_are_unique_in_the_product() -> None:
    paths, schemas = operation_paths(catalog())

    assert len(paths) == len(OPERATIONS)
    assert len(schemas) >= len(OPERATIONS)


def test_tool_names_are_unique() -> None:
    assert len({tool(operation)["name"] for operation in OPERATIONS}) == len(OPERATIONS)
