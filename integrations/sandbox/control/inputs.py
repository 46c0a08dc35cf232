"""What the control endpoint takes, checked."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from integrations.sandbox.storable import storable
from integrations.sandbox.vendors import VENDORS, WITHOUT_ACCOUNTS, vendor_of_method


def vendor_key(key: str) -> str:
    """A vendor of the sandbox."""
    if key not in VENDORS:
        raise ValueError(f"{key!r} is none of: {', '.join(VENDORS)}")
    return key


Provider = Annotated[str, AfterValidator(vendor_key)]


class Input(BaseModel):
    """Unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: object) -> object:
        return storable(given)


class RuleInput(Input):
    """One misbehaviour."""

    provider: str = ""
    """The vendor it is for; without it, the one whose name the method begins with, else Google."""
    method: str = Field(min_length=1, max_length=200)
    """A method's id (`gmail.users.messages.send`, `oauth.token`), the beginning of one up to a dot, or `*`."""
    times: int | None = Field(default=None, ge=1)
    """How many requests it meets; without it, all of them until the rules are cleared."""
    status: int | None = Field(default=None, ge=400, le=599)
    """The HTTP status to answer with."""
    retry_after: int | None = Field(default=None, ge=0)
    """Seconds, sent as Retry-After."""
    delay_ms: int = Field(default=0, ge=0, le=120_000)
    """How long to wait before the answer."""
    reason: str = Field(default="", max_length=64)
    """Google's reason word, such as `userRateLimitExceeded`."""
    error: str = Field(default="", max_length=64)
    """An OAuth error, such as `invalid_grant`; of Google's methods only for those under `oauth`."""
    drop_after_effect: bool = False
    """Do what was asked, then lose the answer, or with `status` answer as a broken proxy would."""

    @model_validator(mode="after")
    def does_something(self) -> Self:
        """A rule without any effect is a mistake."""
        if not (self.status or self.error or self.delay_ms or self.drop_after_effect):
            raise ValueError("say what shall happen: status, error, delay_ms or drop_after_effect")
        self.provider = self.provider or vendor_of_method(self.method)
        if self.provider not in WITHOUT_ACCOUNTS:
            vendor_key(self.provider)
        if self.error and self.provider == "google" and not self.method.startswith("oauth"):
            raise ValueError("error is for the methods under oauth; elsewhere give status and reason")
        return self


class SettingsInput(Input):
    """What holds for everyone; what is not given stays as it is."""

    access_token_seconds: int | None = Field(default=None, ge=0, le=10_000_000)
    """How long new access tokens are good."""
    rotate_refresh_tokens: bool | None = None
    """Whether every refresh returns a new refresh token and ends the old one."""
    history_seconds: int | None = Field(default=None, ge=0)
    """How long Gmail remembers changes; 0 forgets all of them at once."""
    sync_token_seconds: int | None = Field(default=None, ge=0)
    """How long Calendar's sync tokens are good; 0 ends all of them at once."""


class ClockInput(Input):
    """Moves the sandbox's clock."""

    advance_seconds: int = Field(ge=-10_000_000, le=1_000_000_000)
    """Added to how far the clock is ahead already."""


class AccountInput(Input):
    """An account to add."""

    provider: Provider = "google"
    """The vendor it is at."""
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    given_name: str = Field(default="Sam", min_length=1, max_length=100)
    family_name: str = Field(default="", max_length=100)
    hosted_domain: str = Field(default="", max_length=253)
    """The company's domain, such as Google's `hd` claim; empty for a consumer."""
    time_zone: str = "Europe/Berlin"
    with_content: bool = False
    """Whether mail and events are put in, as in the demo accounts."""


class ConsentInput(Input):
    """A person's decision without the page: where the browser would have been sent."""

    authorize_url: str
    """The address the client would send the person to."""
    account: str
    """The e-mail address of who decides."""
    scopes: list[str] | None = None
    """The scopes that are ticked; without it, all that were asked for."""
    allow: bool = True
    """False is the button Deny."""


class MailInput(Input):
    """A message from outside that arrives in an account's inbox."""

    account: str
    """The e-mail address of the account."""
    sender: str = Field(default="Robin Vale <robin.vale@elsewhere.example>", min_length=3)
    subject: str = "Hello"
    body: str = "Just a line to see whether this arrives."
    attachment: str = ""
    """The name of a file to attach, ending in .csv or .pdf."""
