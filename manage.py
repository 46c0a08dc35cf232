#!/usr/bin/env python
"""Django's command line for Machina."""

import os
import sys


def main() -> None:
    """Run one management command; a bad environment is told in one line instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machina.settings")
    from django.core.management import execute_from_command_line

    from machina.variables import BadVariable

    try:
        import machina.settings  # noqa: F401  (settings are checked before any command looks at them)
    except BadVariable as error:
        sys.exit(f"machina: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
