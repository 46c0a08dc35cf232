"""Domains at which anyone can get an e-mail address: they say nothing about who an account belongs to."""

from __future__ import annotations

from pathlib import Path

PUBLIC_MAIL_DOMAINS = frozenset(Path(__file__).with_name("public_domains.txt").read_text(encoding="ascii").split())
"""The large free-mail services. No list is complete, so an operator who enters a domain has to know it as well."""
