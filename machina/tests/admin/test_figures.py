"""Figures that agree wherever the same thing is counted, and that lead to exactly the rows they count."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse

from integrations.models import Call, UsageLine
from machina.tests.admin.conftest import SignIn
from machina.tests.admin.house import House
from workflows.models import Run


def told_by(answer: object) -> dict[str, Any]:
    """What the page's template was given."""
    assert isinstance(answer, TemplateResponse)
    assert answer.context_data is not None
    return answer.context_data


def figures(client: Client) -> dict[str, Any]:
    told = told_by(client.get("/admin/"))["figures"]
    return {each["title"]: each for each in told}


def rows(client: Client, address: str) -> Any:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return told_by(answer)["cl"]


def test_every_tile_leads_to_the_rows_it_counts(house: House, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    told = figures(client)
    for title in ("Calls in 24 hours", "Failed or unknown", "Refused calls", "Customers", "Working connections"):
        found = rows(client, told[title]["url"])
        assert told[title]["values"] == [f"{found.result_count:,}"], title
        assert found.result_count > 0, title
    assert rows(client, told["Refused calls"]["url"]).result_count == Call.objects.filter(is_refused=True).count() == 3


def test_the_money_of_the_month_is_that_of_its_list(house: House, signed_in: SignIn) -> None:
    client = signed_in("billing")
    billed = figures(client)["Billed this month"]
    page = told_by(client.get(billed["url"]))
    assert sorted(each["price"] for each in page["totals"]) == sorted(billed["values"])
    assert page["cl"].result_count == UsageLine.objects.charges().count()


def test_a_customers_sums_agree_in_the_list_and_on_its_page(house: House, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    listed = rows(client, reverse("admin:integrations_customer_changelist")).result_list
    month = next(row.month for row in listed if row.pk == house.customer.pk)
    page = client.get(reverse("admin:integrations_customer_change", args=[house.customer.pk]))
    spending = told_by(page)["spending"]
    usage = told_by(client.get(told_by(page)["lists"]["usage"]))["totals"]
    assert list(month) == ["USD"]
    assert [spending["total"]] == [each["price"] for each in usage] == [spending["rows"][0]["price"]]


def test_a_customers_page_opens_on_what_matters(house: House, signed_in: SignIn) -> None:
    page = signed_in("viewer").get(reverse("admin:integrations_customer_change", args=[house.customer.pk]))
    text = page.content.decode()
    assert text.index("Connections <a") < text.index("Spent this month") < text.index("Last failures")
    assert text.index("Last failures") < text.index("Whose accounts are accepted")
    told = told_by(page)
    unsuccessful = Q(state="failed") | Q(state="outcome_unknown")
    assert len(told["failures"]) == house.customer.calls.filter(unsuccessful).count() == 4
    assert told["accounts"][0]["why"] == ""
    assert "Disconnected" not in text
    client = signed_in("operator")
    for address in [*told["lists"].values(), told["new_link"], *(each["url"] for each in told["failures"])]:
        assert client.get(address).status_code == 200, address


def test_cancelled_is_cancelled_in_runs_calls_and_usage(house: House, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    lists = {
        "admin:workflows_run_changelist": {"state": "cancelled"},
        "admin:integrations_call_changelist": {"state": "cancelled"},
        "admin:integrations_usageline_changelist": {"outcome": "cancelled"},
    }
    for page, wanted in lists.items():
        answer = client.get(reverse(page), wanted)
        assert told_by(answer)["cl"].result_count == 1, page
        assert "machina-pill-neutral\">Cancelled" in answer.content.decode()


def test_list_page_and_rest_tell_one_duration(house: House, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    run = Run.objects.get(state="failed", steps__state="failed")
    told = re.findall(r"1\.2\d* s", client.get(reverse("admin:workflows_run_change", args=[run.pk])).content.decode())
    assert set(told) == {"1.2 s"}
    assert len(told) == 2
    assert "1.2 s" in client.get(reverse("admin:workflows_run_changelist"), {"q": str(run.pk)}).content.decode()
    one = client.get(f"/api/v1/runs/{run.pk}/").json()
    listed = next(each for each in client.get("/api/v1/runs/").json()["results"] if each["id"] == str(run.pk))
    assert one["duration"] == listed["duration"] == one["steps"][0]["execution_time"] == 1_240
