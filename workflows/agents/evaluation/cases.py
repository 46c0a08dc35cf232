"""Cases as a folder of files holds them, and the drawing that each stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from integrations.catalog.projections.tool import tool_name
from integrations.catalog.registry import catalog
from integrations.errors import FieldError, InputError, NotFound
from workflows.engine.validation import field_errors

SUFFIXES = (".json", ".yaml", ".yml")
MOST_CASES, MOST_BYTES = 500, 256 * 1024
AGENT = "agent"


class Part(BaseModel):
    """What all parts of a case have in common."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ExpectedCall(Part):
    """A call that the model has to make; of its arguments those named here have to be so."""

    tool: str
    arguments: dict[str, JsonValue] = Field(default_factory=dict)


class Expectation(Part):
    """What has to come of a case."""

    calls: list[ExpectedCall] = Field(default_factory=list)
    """In this order, others may come between."""
    never: list[str] = Field(default_factory=list)
    """Tools that must not be called."""
    output: list[str] = Field(default_factory=list)
    """Words that the answer has, whatever their case."""
    not_output: list[str] = Field(default_factory=list)
    """Words that it has not."""
    fails: bool = False
    """Whether the run has to fail."""
    turns: Annotated[int, Field(ge=1)] | None = None
    """The most answers of the model."""


class LentTool(Part):
    """An operation, with what of its input is fixed."""

    operation: str
    parameters: dict[str, JsonValue] = Field(default_factory=dict)


class Case(Part):
    """One thing that a model is asked to do."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    prompt: Annotated[str, Field(min_length=1)]
    system: str = ""
    skills: list[str] = Field(default_factory=list)
    tools: list[str | LentTool] = Field(default_factory=list)
    """Keys of operations."""
    approval: Literal["always", "writes", "destructive", "never"] = "never"
    """Nobody is there to be asked: a case in which a person would be asked fails by waiting."""
    limits: dict[str, JsonValue] = Field(default_factory=dict)
    output_schema: dict[str, JsonValue] | None = None
    expect: Expectation = Field(default_factory=Expectation)

    @property
    def lent(self) -> list[LentTool]:
        return [LentTool(operation=each) if isinstance(each, str) else each for each in self.tools]

    def drawing(self, model: str, *, account_mode: str) -> dict[str, Any]:
        """A manual start, the agent, and a node for each tool that is lent to it."""
        bare = {"position": {"x": 0, "y": 0}, "account_mode": account_mode}
        parameters: dict[str, Any] = {
            "model": {"name": model},
            "system": self.system,
            "prompt": self.prompt,
            "skills": self.skills,
            "approval": self.approval,
            "limits": self.limits,
        }
        if self.output_schema is not None:
            parameters["output_schema"] = self.output_schema
        tools = [(f"tool{number}", each) for number, each in enumerate(self.lent)]
        return {
            "nodes": [
                {"id": "start", "type": "trigger.manual", "name": "Start", "parameters": {}, **bare},
                {"id": AGENT, "type": "agent.run", "name": "Agent", "parameters": parameters, **bare},
                *(
                    {"id": node, "type": each.operation, "name": node, "parameters": each.parameters, **bare}
                    for node, each in tools
                ),
            ],
            "edges": [
                _edge("start", "main", "main"),
                *(_edge(node, "tool", "tools") for node, _ in tools),
            ],
        }


def read_cases(folder: Path) -> list[Case]:
    """In the order of the files' names; a file holds one case or a list. Raises InputError with all that is wrong."""
    files = sorted(path for path in folder.glob("**/*") if path.suffix in SUFFIXES and path.is_file())
    if not files:
        raise InputError(f"There is no case in {str(folder)!r}. Write one as JSON or YAML: name, prompt, expect.")
    problems: list[FieldError] = []
    cases: list[Case] = []
    for path in files:
        for number, raw in enumerate(_documents(path, problems)):
            try:
                cases.append(Case.model_validate(raw))
            except ValidationError as error:
                place = f"{path.name}[{number}]"
                problems += [FieldError(f"{place}.{each.field}", each.message) for each in field_errors(error)]
    for each in cases:
        problems += _unknown(each)
    if problems or len(cases) > MOST_CASES:
        told = "; ".join(f"{each.field}: {each.message}" for each in problems) or f"at most {MOST_CASES} cases"
        raise InputError(f"These cases cannot be run: {told}", errors=problems)
    return cases


def _documents(path: Path, problems: list[FieldError]) -> Iterator[object]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if len(text) > MOST_BYTES:
        problems.append(FieldError(path.name, f"Keep a file of cases below {MOST_BYTES // 1024} KB."))
        return
    try:
        read = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        problems.append(FieldError(path.name, f"It cannot be read: {str(error)[:200]}"))
        return
    yield from read if isinstance(read, list) else [read]


def _unknown(case: Case) -> Iterator[FieldError]:
    """Tools that nobody has, and expected ones that are not lent."""
    names = set()
    for each in case.lent:
        try:
            names.add(tool_name(catalog().operation(each.operation)))
        except NotFound as error:
            yield FieldError(f"{case.name}.tools", error.detail)
    for call in case.expect.calls:
        if call.tool not in names and call.tool != "load_skill":
            yield FieldError(f"{case.name}.expect.calls", f"{call.tool!r} is none of its tools: {sorted(names)}.")


def _edge(source: str, source_handle: str, target_handle: str) -> dict[str, str]:
    ends = {"source": source, "source_handle": source_handle, "target": AGENT, "target_handle": target_handle}
    return {"id": f"{source}-{AGENT}", **ends}
