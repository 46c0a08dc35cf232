"""What the tests of the ladder share."""

from __future__ import annotations

from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.evidence import FILE, Earned, evidence_text
from integrations.catalog.quality import assess
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import Input, ui
from integrations.catalog.tests.post import READ, Letter

UNSEEN = "no passing test was seen to {}; write one and run `manage.py services record post`"


class Bad(Input):
    """Everything a form should not have."""

    id: str = Field(json_schema_extra=ui())
    letter_id: str = ""
    """An id without choices."""
    limit: int = 3
    """A page size by another name."""
    shouted_name: str = Field(default="", alias="shoutedName")
    """Not in snake case."""
    day: str = Field(default="", pattern=r"^\d{4}$")
    """A text with a form, without an example."""
    year: str = Field(default="", pattern=r"^\d{4}$", examples=["MMXX"])
    """A text with an example it refuses itself."""
    hidden: str = Field(
        default="",
        json_schema_extra=ui(show_when={"nothing": ["x"]}, options="nobody", zone="moon", rests_on=["sun"]),
    )
    """A field shown by one there is not, with a loader there is not."""


class NothingToSay(Input):
    """Nothing to say."""


def add_bad_operation(service: Service) -> None:
    @service.operation(effect="read", scopes=[READ], price="letter_poll", sample={"letter_id": 7, "colour": "red"})
    def list_bad(ctx: Ctx, data: Bad) -> Letter:
        """List bad ones."""
        return Letter(letter_id="1")


def messages(service: Service, rule: str) -> list[tuple[str, str]]:
    """Subject and words of each problem that a rule finds."""
    finding = next(each for each in assess(service, Catalog([service])).findings if each.rule.name == rule)
    return [(problem.subject, problem.message) for problem in finding.problems]


def subjects(service: Service, rule: str) -> list[str]:
    return sorted(subject for subject, _ in messages(service, rule))


def record(service: Service, earned: Earned) -> None:
    """Put evidence into the service's folder as if its tests had just earned it."""
    (service.folder / FILE).write_text(evidence_text(service.folder, earned), encoding="utf-8")
