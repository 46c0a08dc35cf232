"""Texts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from integrations.catalog.between import between
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.data.models.fields import Items, Text
from integrations.services.data.paths import ItemPath

Case = Literal["keep", "lower", "upper", "title", "sentence", "slug", "snake", "camel"]
Short = Annotated[str, StringConstraints(max_length=1000)]


class DataTextSplit(Input):
    """How to take a text apart."""

    text: Text = Field(json_schema_extra=ui(widget="textarea"))
    """The text, up to 5 million letters."""
    by: Literal["separator", "lines", "words", "paragraphs", "length"] = "separator"
    """At a separator, at line breaks, at white space, at empty lines, or after so many letters."""
    separator: Short = Field(default=",", min_length=1, json_schema_extra=ui(show_when={"by": ["separator"]}))
    """What stands between the parts."""
    length: int = Field(default=1000, ge=1, le=1_000_000, json_schema_extra=ui(show_when={"by": ["length"]}))
    """Letters of each part at most."""
    trim: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Take white space off both ends of each part."""
    skip_empty: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Leave out parts with nothing in them."""
    max_parts: int = Field(default=0, ge=0, le=100_000, json_schema_extra=ui(advanced=True))
    """How many parts at most; what is left stays in the last one. 0 for all. Not for lengths."""


class DataTexts(Output):
    """Parts of a text."""

    items: list[str] = []
    """The parts, in order."""
    count: int = 0
    """How many these are."""


class DataTextJoin(Input):
    """What to put together."""

    items: Items
    """The parts: texts, numbers, or objects with one of them in a field."""
    separator: Short = ", "
    """What stands between them."""
    field: ItemPath = ""
    """Path of the field of each item that has its text; empty for the item itself."""
    last_separator: Annotated[str | None, Field(max_length=1000)] = Field(
        default=None, examples=[" and "], json_schema_extra=ui(advanced=True)
    )
    """What stands before the last one, if that is something else."""
    skip_empty: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Leave out null, empty texts and fields that are not there."""


class DataReplacement(Input):
    """What to replace by what."""

    model_config = ConfigDict(json_schema_extra=leads("find", "replace"))

    find: Short = Field(min_length=1)
    """The text to look for, letter by letter."""
    replace: Short = ""
    """What to put there; empty to take it out."""


class DataTextReplace(Input):
    """What to replace in a text."""

    text: Text = Field(json_schema_extra=ui(widget="textarea"))
    """The text, up to 5 million letters."""
    replacements: list[DataReplacement] = Field(min_length=1, max_length=200)
    """What to replace by what, all at once: what was put in is not looked through again. Of several that begin at one
    place the longest counts."""
    ignore_case: bool = False
    """Take capital and small letters for the same."""
    whole_words: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Only where no letter or digit stands beside it."""
    first_only: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Only the first place of all."""


class DataTextReplaced(Output):
    """The text with what was put in."""

    text: str = ""
    """The text."""
    count: int = 0
    """How many places were changed."""


class DataTextChange(Input):
    """How to change a text."""

    text: Text = Field(json_schema_extra=ui(widget="textarea"))
    """The text, up to 5 million letters."""
    case: Case = "keep"
    """Capital and small letters: as they are, lower, UPPER, Title Of Words, Sentence; or a name made of it: a-slug,
    snake_name, camelName."""
    spaces: Literal["keep", "trim", "collapse"] = "trim"
    """White space: as it is, off both ends, or besides one space for each run of it and no line breaks."""
    without_accents: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Write é as e, ß as ss, and the like."""
    max_length: int = Field(default=0, ge=0, le=5_000_000, json_schema_extra=ui(advanced=True))
    """Letters at most; 0 for all."""
    ending: str = Field(default="…", max_length=20, json_schema_extra=ui(advanced=True))
    """What stands at the end where something was cut off, within max_length."""
    pad_to: int = Field(default=0, ge=0, le=10_000, json_schema_extra=ui(advanced=True))
    """Letters at least; 0 for as many as there are."""
    pad_with: str = Field(default=" ", min_length=1, max_length=1, examples=["0"], json_schema_extra=ui(advanced=True))
    """The letter that is added."""
    pad_side: Literal["left", "right"] = Field(default="left", json_schema_extra=ui(advanced=True))
    """Where it is added."""


class DataTextChanged(Output):
    """A text and its size."""

    text: str = ""
    """The text."""
    length: int = 0
    """How many letters it has."""
    words: int = 0
    """How many words it has."""
    lines: int = 0
    """How many lines it has."""


class DataTextExtract(Input):
    """What to take out of a text."""

    text: Text = Field(json_schema_extra=ui(widget="textarea"))
    """The text, up to 5 million letters."""
    what: Literal["between", "email_addresses", "links", "numbers", "dates", "hashtags"] = "between"
    """What stands between two texts, or everything of a kind. Numbers are those with a point; dates are such as
    2026-03-02."""
    after: Short = Field(default="", json_schema_extra=ui(show_when={"what": ["between"]}))
    """The text before it; empty for the beginning."""
    before: Short = Field(default="", json_schema_extra=ui(show_when={"what": ["between"]}))
    """The text behind it; empty for the end."""
    unique: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Each only once."""
    trim: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Take white space off both ends."""

    @between("after", "before", "what")
    def _has_an_edge(self) -> str | None:
        if self.what == "between" and not self.after and not self.before:
            return "Say what stands before or behind it."
        return None


class DataTextExtracted(Output):
    """What was found in a text."""

    items: list[str] = []
    """Everything that was found, in order."""
    count: int = 0
    """How many these are."""
    first: str | None = None
    """The first of them; null where nothing was found."""
