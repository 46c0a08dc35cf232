"""What a client is told that comes without a key: where the resource is described."""

from __future__ import annotations

from django.conf import settings

PATH = "/mcp/"
DESCRIBED_AT = f"/.well-known/oauth-protected-resource{PATH}"
"""RFC 9728: the resource's own path follows the well-known one."""


def resource() -> str:
    """The address of the resource, which its tokens are made for."""
    return f"{settings.PUBLIC_URL}{PATH}"


def challenge() -> str:
    """The header of a refusal for want of a key."""
    return f'Bearer realm="Machina", resource_metadata="{settings.PUBLIC_URL}{DESCRIBED_AT}"'
