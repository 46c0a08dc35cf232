"""Google Drive's operations, in the order the palette shows them."""

from integrations.services.google_drive.operations import (  # noqa: I001  # palette
    uploads,
    downloads,
    files,
    placing,
    sharing,
    drives,
)

__all__ = ["downloads", "drives", "files", "placing", "sharing", "uploads"]
