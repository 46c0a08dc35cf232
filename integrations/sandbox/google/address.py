"""The sandbox's own address, always taken from the request: it does not know where it is mounted."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse


def root_address(request: HttpRequest) -> str:
    """The address under which this request reached Google's part of the sandbox; it is also the issuer."""
    return request.build_absolute_uri(reverse("sandbox:google:root")).rstrip("/")
