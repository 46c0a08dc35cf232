"""Customers and operators who go wrong: each reads what happened, and nothing is left that should not be."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from machina.testing.stack import Stack
from machina.tests.browser import steps
from machina.tests.browser.conftest import NewProfile

pytestmark = pytest.mark.browser
GLOBEX_ACCOUNT = "yara.keller@globex.example"
STRANGERS_ACCOUNT = "theo.marsh@sandmail.example"


@pytest.fixture
def link(operator: Page) -> str:
    """A fresh connect link for Globex and Gmail."""
    return steps.make_link(operator, customer_name="Globex GmbH")


def test_a_wrong_code_is_counted_and_the_right_one_still_works(customer: Page, link: str, stack: Stack) -> None:
    customer.goto(link)
    customer.get_by_role("button", name="Continue").click()
    code = steps.mailed_code(stack)
    wrong = "000000" if code != "000000" else "111111"
    customer.get_by_label(re.compile("We sent a code")).fill(wrong)
    customer.get_by_role("button", name="Continue").click()
    expect(customer.get_by_role("alert")).to_be_visible()
    customer.get_by_label(re.compile("We sent a code")).fill(code)
    customer.get_by_role("button", name="Continue").click()
    expect(customer.get_by_role("button", name="Connect Google")).to_be_visible()


def test_a_link_in_use_is_refused_to_another_browser(
    customer: Page, link: str, stack: Stack, new_profile: NewProfile
) -> None:
    steps.prove_with_code(customer, link, stack)
    other = new_profile().new_page()
    other.goto(link)
    expect(other.get_by_text(re.compile("in use"))).to_be_visible()
    expect(other.get_by_role("button", name="Connect Google")).to_have_count(0)


def test_refused_consent_leads_back_to_the_list(customer: Page, link: str, stack: Stack) -> None:
    steps.prove_with_code(customer, link, stack)
    customer.get_by_role("button", name="Connect Google").click()
    customer.wait_for_url("**/sandbox/google/o/oauth2/**")
    customer.get_by_role("button", name="Deny").click()
    expect(customer.get_by_role("alert")).to_be_visible()
    expect(customer.get_by_role("button", name="Try again")).to_be_visible()


def test_an_unticked_box_names_what_is_missing(customer: Page, link: str, stack: Stack) -> None:
    steps.prove_with_code(customer, link, stack)
    customer.get_by_role("button", name="Connect Google").click()
    customer.wait_for_url("**/sandbox/google/o/oauth2/**")
    customer.get_by_label(re.compile(re.escape(GLOBEX_ACCOUNT))).check()
    for box in customer.get_by_role("checkbox").all():
        box.uncheck()
    customer.get_by_role("button", name="Allow").click()
    expect(customer.get_by_text("not everything was allowed")).to_be_visible()
    expect(customer.get_by_role("button", name="Try again")).to_be_visible()


def test_a_strangers_account_is_not_used(customer: Page, operator: Page, link: str, stack: Stack) -> None:
    steps.prove_with_code(customer, link, stack)
    customer.get_by_role("button", name="Connect Google").click()
    steps.allow_at_sandbox(customer, account=STRANGERS_ACCOUNT)
    expect(customer.get_by_text(re.compile("is waiting for"))).to_be_visible()
    operator.goto("/admin/integrations/connection/?status__exact=pending")
    expect(operator.locator("table tbody tr").filter(has_text=STRANGERS_ACCOUNT)).to_have_count(1)


def test_an_unknown_link_says_so(customer: Page) -> None:
    customer.goto("/connect/no-such-link-at-all/")
    expect(customer.get_by_role("heading")).to_be_visible()
    expect(customer.get_by_role("button")).to_have_count(0)


def test_markup_in_an_error_description_is_only_text(customer: Page) -> None:
    customer.goto("/api/google/callback?error=x&error_description=<script>document.title='owned'</script>&state=nobody")
    expect(customer.get_by_role("heading", name="This sign-in cannot be completed")).to_be_visible()
    assert customer.title() != "owned"


def test_a_node_without_account_says_what_to_do(operator: Page, stack: Stack) -> None:
    steps.make_customer(stack, key="hooli", name="Hooli Inc")
    steps.new_workflow(operator)
    steps.add_node(operator, "List events")
    operator.get_by_role("radio", name="Customer").click()
    steps.choose_customer(operator, "Hooli Inc")
    steps.run_node(operator)
    expect(operator.get_by_text(re.compile("No Google account of the customer 'hooli'")).first).to_be_visible()


def test_wrong_fields_are_shown_at_their_fields(operator: Page) -> None:
    steps.new_workflow(operator)
    steps.add_node(operator, "Send message")
    steps.run_node(operator)
    expect(operator.locator("aside").get_by_text(re.compile("required", re.IGNORECASE)).first).to_be_visible()
