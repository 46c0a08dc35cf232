"""The admin's pages of skills and memories."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.memory.remembering import Message, remember
from workflows.agents.skills.writing import create_skill, save_version
from workflows.conftest import MakeStaff
from workflows.models import Memory, Skill

FILES = {"files-TOTAL_FORMS": "2", "files-INITIAL_FORMS": "0", "files-MIN_NUM_FORMS": "0", "files-MAX_NUM_FORMS": "20"}
ADD = "admin:workflows_skill_add"


def text(body: str = "Be brief.") -> str:
    return f"---\nname: house-rules\ndescription: How we write.\nallowed-tools: gmail_send_message\n---\n{body}"


@pytest.fixture
def client(make_staff: MakeStaff) -> Client:
    client = Client()
    client.force_login(make_staff("ada", "operator"))
    return client


def form(**fields: str) -> dict[str, str]:
    return {**FILES, "text": text(), "files-0-path": "references/a.md", "files-0-text": "Prices.", **fields}


def test_a_preview_shows_what_the_model_reads_and_saves_nothing(client: Client) -> None:
    page = client.post(reverse(ADD), form(_preview="1")).content.decode()
    for words in ("- house-rules: How we write.", "Be brief.", "When it asks for references/a.md", "Prices."):
        assert words in page
    assert not Skill.objects.exists()


def test_a_skill_is_written_and_shown_with_its_changes(client: Client) -> None:
    assert client.post(reverse(ADD), form(note="First")).status_code == 302
    row = Skill.objects.get()
    edit = reverse("admin:workflows_skill_edit", args=[row.pk])
    assert client.post(edit, form(text=text("Be <b>kind</b>."), base="1")).status_code == 302
    page = client.get(reverse("admin:workflows_skill_change", args=[row.pk])).content.decode()
    assert "Changes since version 1" in page
    assert "Be &lt;b&gt;kind&lt;/b&gt;." in page
    assert "<b>kind" not in page
    listed = client.get(reverse("admin:workflows_skill_changelist")).content.decode()
    assert "How we write." in listed
    assert "plan-meeting" in listed


def test_who_writes_over_another_one_is_told(client: Client, operator: Actor, db: None) -> None:
    row = create_skill(operator, None, text=text())
    save_version(operator, row.pk, text=text("Second."))
    page = client.post(reverse("admin:workflows_skill_edit", args=[row.pk]), form(text=text("Third."), base="1"))
    assert "is at version 2 by now, not 1" in page.content.decode()
    row.refresh_from_db()
    assert row.version == 2


def test_what_is_wrong_is_said_at_its_field(client: Client) -> None:
    page = client.post(reverse(ADD), form(text="---\nname: Bad Name\ndescription: x\n---\ny")).content.decode()
    assert "&#x27;Bad Name&#x27; is no name." in page
    assert not Skill.objects.exists()


def test_a_viewer_reads_and_writes_nothing(make_staff: MakeStaff, operator: Actor) -> None:
    row = create_skill(operator, None, text=text())
    client = Client()
    client.force_login(make_staff("vera", "viewer"))
    assert client.get(reverse("admin:workflows_skill_change", args=[row.pk])).status_code == 200
    client.post(reverse(ADD), form(text=text().replace("house", "my")))
    client.post(reverse("admin:workflows_skill_edit", args=[row.pk]), form(text=text("Mine."), base="1"))
    for button in ("restore", "switch_off", "delete_it"):
        client.post(reverse(f"admin:workflows_skill_{button}", args=[row.pk]), {"_form_submitted": "True"})
    assert [(each.version, each.is_active) for each in Skill.objects.all()] == [(1, True)]


def test_a_memory_shows_what_was_said_to_who_may_read_it(
    client: Client, make_staff: MakeStaff, globex: Customer
) -> None:
    remember(Holder.customer(globex), "mail-7", [Message("user", "canary-words")], run_id=None, step="s")
    page = reverse("admin:workflows_memory_change", args=[Memory.objects.get().pk])
    assert "canary-words" in client.get(page).content.decode()
    client.force_login(make_staff("vera", "viewer"))
    shown = client.get(page)
    assert shown.status_code == 200
    assert "canary-words" not in shown.content.decode()
    assert "read by the groups operator and security alone" in shown.content.decode()
