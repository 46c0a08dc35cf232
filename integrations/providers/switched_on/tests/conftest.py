"""The people and browsers of connect's tests."""

from __future__ import annotations

from integrations.connect.tests.conftest import ada, browser, globex, operator, staff_browser

__all__ = ["ada", "browser", "globex", "operator", "staff_browser"]
