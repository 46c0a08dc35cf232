"""An address that belongs to a connection, where a vendor has one for each of its customers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from integrations.catalog.http.wire import checked_path
from integrations.egress.guard import AddressRefused, Reach, parse_target
from integrations.providers.fields import fill, names_in

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class BaseUrl:
    """How the address comes about: from a template, or as a person types it in."""

    template: str = ""
    """Such as ``https://{subdomain}.vendor.example``, of fields that are no secrets; each is one part of a host name.
    Empty where a person gives the whole address."""
    label: str = "Address"
    help: str = ""
    example: str = "https://acme.vendor.example"

    @property
    def is_typed(self) -> bool:
        """Whether a person gives the whole address."""
        return not self.template

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it is made of."""
        return names_in(self.template)

    def address(self, values: Mapping[str, str], typed: str) -> str:
        """The address, without a slash at its end. Nothing is resolved yet: every request checks where it leads.

        Raises AddressRefused for what is not public, not https or has parts that no base has; the message says what to
        write.
        """
        return _plain(typed.strip(), self.example) if self.is_typed else self._made(values)

    def _made(self, values: Mapping[str, str]) -> str:
        given = {name: values[name].lower() for name in self.names}
        for value in given.values():
            if not _LABEL.fullmatch(value):
                raise AddressRefused(
                    f"{value!r} is not one part of a host name: letters, digits and hyphens, as in acme."
                )
        return _plain(fill(self.template, given), self.example)


def _plain(url: str, example: str) -> str:
    if not url:
        raise AddressRefused(f"Give the address, such as {example}.")
    Reach.of_typed(url)
    if "?" in url or "#" in url:
        raise AddressRefused(f"A base address has neither ? nor # in it. Write it like {example}.")
    target = parse_target(url)
    return target.origin + checked_path(target.path).rstrip("/")
