"""The admin's pages of chat links."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from integrations.models import Customer
from workflows.agents.chat.tests.conftest import Talk, ada, talk
from workflows.conftest import MakeStaff
from workflows.models import ChatLink

__all__ = ["ada", "talk"]
ADD = "admin:workflows_chatlink_add"


def test_a_link_is_made_shown_once_freed_and_revoked(ada: Client, talk: Talk, globex: Customer) -> None:
    deployment = talk(globex)
    assert "Clerk for Globex GmbH" in ada.get(reverse(ADD)).content.decode()
    page = ada.post(reverse(ADD), {"deployment": str(deployment.pk), "days": "7", "may_approve": "on"})
    link = ChatLink.objects.get()
    assert "/chat/with/" in page.content.decode()
    assert ("no-store" in page["Cache-Control"], link.may_approve) == (True, True)
    shown = ada.get(reverse("admin:workflows_chatlink_change", args=[link.pk])).content.decode()
    assert "Not opened yet" in shown
    assert link.token_hash not in shown
    for button in ("free", "revoke"):
        ada.post(reverse(f"admin:workflows_chatlink_{button}", args=[link.pk]), {"_form_submitted": "True"})
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert "Revoked" in ada.get(reverse("admin:workflows_chatlink_changelist")).content.decode()


def test_a_viewer_makes_and_ends_none(
    ada: Client,
    talk: Talk,
    globex: Customer,
    make_staff: MakeStaff,
) -> None:
    deployment = talk(globex)
    ada.post(reverse(ADD), {"deployment": str(deployment.pk), "days": "7"})
    vera = Client()
    vera.force_login(make_staff("vera", "viewer"))
    vera.post(reverse(ADD), {"deployment": str(deployment.pk), "days": "7"})
    link = ChatLink.objects.get()
    vera.post(reverse("admin:workflows_chatlink_revoke", args=[link.pk]), {"_form_submitted": "True"})
    link.refresh_from_db()
    assert link.revoked_at is None
