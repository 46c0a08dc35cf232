"""Skills: those that agents have, and writing one's own in versions."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import Field
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.errors import NotFound
from integrations.holders import Customer, Holder, find_holder, get_customer
from workflows.agents.skills.comparing import compare
from workflows.agents.skills.registry import skill, skills
from workflows.agents.skills.writing import (
    LONGEST_NOTE,
    create_skill,
    delete_skill,
    get_version,
    restore_version,
    save_version,
    switch_skill,
)
from workflows.api.filters import wrong
from workflows.api.skill_shapes import (
    SkillComparisonSerializer,
    SkillListSerializer,
    SkillVersionSerializer,
    SkillWithTextSerializer,
    WrittenSkillSerializer,
)
from workflows.editor.messages import base
from workflows.models import Skill, SkillVersion

TAGS = ["skills"]
CUSTOMER = OpenApiParameter("customer", str, description="Key of a customer: as its agents have them.")
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]


class SkillCreate(base.Request):
    """A new skill of one's own."""

    text: str
    """The whole SKILL.md: front matter with name and description, then the text."""
    references: dict[str, str] = Field(default_factory=dict)
    """Further texts by their paths, such as `references/prices.md`."""
    customer: str | None = None
    """Key of the only customer whose agents have it; without one everybody's have."""
    note: Note = ""
    """What people read of this version."""


class SkillSave(base.Request):
    """The next version of a skill."""

    text: str
    """The whole SKILL.md."""
    references: dict[str, str] | None = None
    """All further texts by their paths; those that there are, without it."""
    base: Annotated[int, Field(ge=1)] | None = None
    """Number of the version that the writer has seen: refused where somebody has saved since."""
    note: Note = ""
    """What has changed."""


class SkillChange(base.Request):
    """Switching a skill off and on."""

    is_active: bool
    """Off, agents have what is below it: the operator's skill of this name, or the shipped one."""


class SkillList(APIView):
    """The skills that agents have, by name: the nearest of each. There are few, so that all are on one page."""

    @extend_schema(
        operation_id="v1_skills_list",
        parameters=[CUSTOMER],
        responses=SkillListSerializer,
        summary="List skills",
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        known = skills(_holder(request))
        return Response(SkillListSerializer({"results": known.values(), "next": None}).data)

    @extend_schema(request=SkillCreate, responses={201: WrittenSkillSerializer}, summary="Write a skill", tags=TAGS)
    def post(self, request: Request) -> Response:
        actor, body = actor_of(request), base.read(SkillCreate, request.data)
        holder = None if body.customer is None else find_holder(actor, None, body.customer, field="customer")
        made = create_skill(actor, holder, text=body.text, references=body.references, note=body.note)
        return Response(WrittenSkillSerializer(made).data, status=201)


class SkillDetail(APIView):
    """One skill by its name, with all that it says."""

    @extend_schema(parameters=[CUSTOMER], responses=SkillWithTextSerializer, summary="Read a skill", tags=TAGS)
    def get(self, request: Request, name: str) -> Response:
        return Response(SkillWithTextSerializer(skill(_holder(request), name)).data)

    @extend_schema(
        parameters=[CUSTOMER],
        request=SkillChange,
        responses=WrittenSkillSerializer,
        summary="Switch a written skill off or on",
        tags=TAGS,
    )
    def patch(self, request: Request, name: str) -> Response:
        actor, body = actor_of(request), base.read(SkillChange, request.data)
        changed = switch_skill(actor, _written(request, name).pk, is_active=body.is_active)
        return Response(WrittenSkillSerializer(changed).data)

    @extend_schema(parameters=[CUSTOMER], responses={204: None}, summary="Delete a written skill", tags=TAGS)
    def delete(self, request: Request, name: str) -> Response:
        delete_skill(actor_of(request), _written(request, name).pk)
        return Response(status=204)


class SkillVersionList(ListAPIView[SkillVersion]):
    """The versions of a written skill, newest first."""

    serializer_class = SkillVersionSerializer

    def get_queryset(self) -> QuerySet[SkillVersion]:
        return SkillVersion.objects.filter(skill=_written(self.request, self.kwargs["name"]))

    @extend_schema(parameters=[CUSTOMER], summary="List versions of a skill", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[CUSTOMER],
        request=SkillSave,
        responses={201: SkillVersionSerializer},
        summary="Save a skill as its next version",
        tags=TAGS,
    )
    def post(self, request: Request, name: str) -> Response:
        """Saving what is there already changes nothing and gives that version."""
        body = base.read(SkillSave, request.data)
        saved = save_version(
            actor_of(request),
            _written(request, name).pk,
            text=body.text,
            references=body.references,
            note=body.note,
            base=body.base,
        )
        return Response(SkillVersionSerializer(saved).data, status=201)


class RestoreSkillVersion(APIView):
    """Go back: the text of an earlier version becomes the next one."""

    @extend_schema(
        parameters=[CUSTOMER], request=None, responses=SkillVersionSerializer, summary="Take a version back", tags=TAGS
    )
    def post(self, request: Request, name: str, number: int) -> Response:
        restored = restore_version(actor_of(request), _written(request, name).pk, number)
        return Response(SkillVersionSerializer(restored).data)


class SkillVersionDetail(APIView):
    """One version of a written skill."""

    @extend_schema(
        parameters=[CUSTOMER], responses=SkillVersionSerializer, summary="Read a version of a skill", tags=TAGS
    )
    def get(self, request: Request, name: str, number: int) -> Response:
        found = get_version(actor_of(request), _written(request, name).pk, number)
        return Response(SkillVersionSerializer(found).data)


class CompareSkillVersions(APIView):
    """What differs between two versions, line by line."""

    @extend_schema(
        parameters=[
            CUSTOMER,
            OpenApiParameter("from", int, required=True, description="Number of the older version."),
            OpenApiParameter("to", int, description="Number of the newer one; without it the one that counts."),
        ],
        responses=SkillComparisonSerializer,
        summary="Compare versions of a skill",
        tags=TAGS,
    )
    def get(self, request: Request, name: str) -> Response:
        written = _written(request, name)
        numbers = [_number(request, "from", ""), _number(request, "to", str(written.version))]
        old, new = (get_version(actor_of(request), written.pk, each) for each in numbers)
        files = compare((old.text, old.references), (new.text, new.references))
        return Response(SkillComparisonSerializer({"files": files}).data)


def _number(request: Request, field: str, otherwise: str) -> int:
    given = request.query_params.get(field, otherwise)
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise wrong(field, f"{given[:40]!r} is no number of a version.")
    return int(given)


def _holder(request: Request) -> Holder:
    """Whose agents are meant: a customer's program means its own, the operator's side the owner or whom it names."""
    actor = actor_of(request)
    key = request.query_params.get("customer")
    if key is not None:
        return Holder.customer(get_customer(actor, key))
    return Holder.owner() if actor.sees_all else Holder.customer(Customer.objects.visible_to(actor).get())


def _written(request: Request, name: str) -> Skill:
    """Raises NotFound, also for a shipped one, of which there are no versions here, and to customers' programs."""
    actor, key = actor_of(request), request.query_params.get("customer")
    customer = None if key is None else get_customer(actor, key)
    found = Skill.objects.visible_to(actor).filter(name=name, customer=customer).first()
    if found is None:
        raise NotFound(f"There is no written skill {name[:80]!r} here. A shipped one has no versions: write your own.")
    return found
