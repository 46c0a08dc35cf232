"""A house with something in every room: rows of every kind that the admin shows, in every state they can be in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.utils import timezone

from integrations import audit
from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.billing import ledger, rollups
from integrations.billing.budgets.actions import change_budget, create_budget
from integrations.connect.accounts.customers import create_customer, update_customer
from integrations.connect.links import links
from integrations.connect.tokens import revocations
from integrations.connect.tokens.oauth_apps import save_app
from integrations.errors import FieldError, InputError
from integrations.execution.refusals import trace
from integrations.holders import Holder
from integrations.models import (
    Budget,
    Call,
    Connection,
    ConnectLink,
    Customer,
    Erasure,
    OAuthApp,
    OperatorSettings,
    UsageLine,
    WebhookAttempt,
    WebhookDelivery,
)
from integrations.outgoing.endpoints import change_endpoint, create_endpoint
from integrations.providers.consent import Tokens
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.memory.remembering import Message, keep_summary, remember, summary_due
from workflows.agents.skills.writing import create_skill, save_version, switch_skill
from workflows.models import Approval, ChatLink, Deployment, InboxEvent, Run, Step, Trigger, Version, Workflow
from workflows.revisions import create_workflow

SCOPES = ["https://www.googleapis.com/auth/gmail.send", "https://www.googleapis.com/auth/calendar.events", "openid"]
CUSTOMER, EMAIL, SECRET_TOTP = "Globex Canary GmbH", "yara.canary@globex.example", "JBSWY3DPEHPK3PXP"
WORKFLOW = "Weekly canary report"
GMAIL = {"method": "POST", "host": "gmail.googleapis.com", "path": "/gmail/v1/users/{userId}/messages/send"}
EXCHANGES = [
    {**GMAIL, "status": None, "problem": "remote_unavailable", "duration": 10_021, "attempt": 1, "sent": 812},
    {**GMAIL, "status": 200, "duration": 94, "attempt": 2, "sent": 812},
    {**GMAIL, "path": "", "status": 200, "duration": 94, "attempt": 1, "sent": 0},
    {**GMAIL, "path": "/batch", "status": 200, "duration": 214, "attempt": 1, "sent": 9_412, "count": 50},
    {**GMAIL, "method": "GET", "status": 404, "in_batch": True, "count": 50},
]
numbers = count(1)


@dataclass
class House:
    """Who and what is there."""

    customer: Customer
    workflow: Workflow
    totp_secret: str = SECRET_TOTP
    recovery_codes: list[str] = field(default_factory=list)


def furnish() -> House:
    """Fill an empty database."""
    OperatorSettings.objects.create(pk=1, name="Acme", return_urls=["https://app.acme.example/done"])
    staff = User.objects.create_user("second.factor", "second@operator.example", "correct horse", is_staff=True)
    TOTP.activate(staff, SECRET_TOTP)
    codes = RecoveryCodes.activate(staff).generate_codes()
    customer = create_customer(
        SYSTEM,
        key="globex",
        name=CUSTOMER,
        email=EMAIL,
        domain="globex.example",
        expected_accounts=["a@globex.example"],
        metadata={"plan": "gold", "seats": 12},
    )
    update_customer(SYSTEM, customer, expected_accounts=["a@globex.example", "b@globex.example"], any_account=True)
    create_customer(SYSTEM, key="initech", name="Initech")
    app = save_app(SYSTEM, provider="google", environment="sandbox", client_id="sandbox-google", client_secret="s")
    own = save_app(SYSTEM, provider="google", client_id="own", client_secret="s", customer=customer, name="Globex app")
    OAuthApp.objects.filter(pk=own.pk).update(health="unhealthy", health_reason="invalid_client")
    keys.create_key(SYSTEM, "globex server", customer=customer)
    keys.revoke_key(SYSTEM, keys.create_key(SYSTEM, "old").row)
    accounts = [_account(customer, app, status) for status in Connection.Status.values]
    _account(None, app, Connection.Status.ACTIVE)
    for account in accounts:
        _revocation(account)
    for state in ConnectLink.State.values:
        _link(customer, state, accounts[1])
    calls = [_call(customer, accounts[1], state) for state in Call.State.values if state != Call.State.SKIPPED]
    _call(None, None, Call.State.SUCCEEDED)
    _refusals(customer)
    _usage(customer, accounts[1], calls)
    workflow = create_workflow(SYSTEM, name=WORKFLOW, graph={})
    _deployments(customer, workflow)
    _inbox(workflow)
    for state in Step.State.values:
        _run(customer, workflow, state)
    _run(None, None, Step.State.SUCCEEDED)
    links.create_link(SYSTEM, customer, ["gmail"])
    _webhooks(customer)
    _budgets(customer)
    _erasures()
    started = {"node_type": "gmail.send_message", "account_mode": "owner", "revision": str(uuid4())}
    audit.record(SYSTEM, "run.start", Run.objects.earliest("created_at"), after=started)
    audit.record(SYSTEM, "third.party_thing", app, before={"a": None, "b": [], "c": {"d": True}}, after={"a": ["x", 1]})
    _agents(customer)
    rollups.rebuild()
    return House(customer, workflow, recovery_codes=codes)


def _account(customer: Customer | None, app: OAuthApp, status: str) -> Connection:
    number, now = next(numbers), timezone.now()
    is_pending, is_troubled = status == Connection.Status.PENDING, status == Connection.Status.NEEDS_RECONNECT
    return Connection.objects.create(
        customer=customer,
        provider="google",
        oauth_app=app,
        account_id=f"account-{number}",
        email=f"person-{number}.canary@globex.example",
        services=["gmail", "google_calendar"],
        scopes=SCOPES,
        status=status,
        status_reason="invalid_grant" if is_troubled else "",
        is_default=status == Connection.Status.ACTIVE,
        pending_until=now + timedelta(hours=2) if is_pending else None,
        client_address="198.51.100.7",
        client_country="DE",
        connected_at=None if is_pending else now - timedelta(days=3),
        last_used_at=None if is_pending else now - timedelta(minutes=number),
    )


def _budgets(customer: Customer) -> None:
    for period in Budget.Period.values:
        given: Any = {"amount": Decimal("25.5"), "currency": "USD", "period": period, "hard": period == "day"}
        change_budget(SYSTEM, create_budget(SYSTEM, customer, **given), thresholds=[0.5, 100])


def _revocation(account: Connection) -> None:
    """The provider of what is disconnected could not be told yet."""
    if account.status == Connection.Status.REVOKED and account.oauth_app is not None:
        tokens = Tokens("a", "r", expires_in=None, refresh_expires_in=None)
        revocations.keep(account.oauth_app, account.account_id, tokens, ended=account)


def _erasures() -> None:
    """One under way, one that waits, one that is done."""
    report = {"access": {"google revoked": 2, "slack retrying": 1}, "deleted": {"call": 12}, "kept": {"usage line": 7}}
    for state in Erasure.State.values:
        is_done = state == Erasure.State.DONE
        Erasure.objects.create(
            customer_id=uuid4(),
            key=f"former-{next(numbers)}",
            state=state,
            report=report if is_done else {},
            asked_by="staff:ada",
            finished_at=timezone.now() if is_done else None,
        )


def _webhooks(customer: Customer) -> None:
    """Endpoints in every state, and a delivery of each, with what the endpoint said."""
    hooks = "https://hooks.globex.example/machina"
    own = create_endpoint(SYSTEM, customer, url=hooks, events=["connection.*"], description="Globex books").endpoint
    everybodys = create_endpoint(SYSTEM, None, url="https://hooks.acme.example/in", events=["*"]).endpoint
    change_endpoint(SYSTEM, everybodys, is_active=False)
    now = timezone.now()
    for state in WebhookDelivery.State.values:
        is_open, has_failed = state == WebhookDelivery.State.WAITING, state == WebhookDelivery.State.FAILED
        said = "It answered 500; only 200 to 299 says that it has understood." if has_failed else ""
        delivery = WebhookDelivery.objects.create(
            endpoint=own,
            customer=customer,
            message_id=f"msg_{uuid4().hex}",
            event="connection.changed",
            body='{"type": "connection.changed", "data": {"status_reason": "invalid_grant"}}',
            state=state,
            attempts=0 if is_open else 1,
            status=None if is_open else 500 if has_failed else 200,
            error=said,
            due_at=now if is_open else None,
            give_up_at=now + timedelta(days=3),
            finished_at=None if is_open else now,
        )
        if not is_open:
            WebhookAttempt.objects.create(
                delivery=delivery, number=1, at=now, milliseconds=87, status=delivery.status, error=said, answer="Fine."
            )


def _agents(customer: Customer) -> None:
    """Skills that are on and off, for everybody and for a customer; a conversation that was summed up."""
    text = "---\nname: {}\ndescription: How the canary is spoken of.\n---\nKindly."
    made = create_skill(SYSTEM, None, text=text.format("house-rules"))
    save_version(
        SYSTEM, made.pk, text=text.format("house-rules") + " And briefly.", references={"references/a.md": "A"}
    )
    own = create_skill(SYSTEM, Holder.customer(customer), text=text.format("gmail-skill"))
    switch_skill(SYSTEM, own.pk, is_active=False)
    holder = Holder.customer(customer)
    for turn in ("1", "2", "3"):
        said = [Message("user", f"canary {turn}"), Message("assistant", "ok")]
        remember(holder, "mail-7", said, run_id=uuid4(), step=turn)
    wish = summary_due(holder, "mail-7", 4)
    assert wish is not None
    ChatLink.objects.create(
        deployment=customer.deployments.get(),
        customer=customer,
        token_hash=uuid4().hex * 2,
        expires_at=timezone.now() + timedelta(days=2),
        created_by="staff:ada",
    )
    keep_summary(holder, "mail-7", wish, "It was about canaries.")
    _approvals(customer)


def _approvals(customer: Customer) -> None:
    """One in every state, of the customer; and an open one of the owner that names what nobody is told in words."""
    letter = {"to": [EMAIL], "subject": "Figures", "body": "Here they are"}
    for state in Approval.State.values:
        question = Question(
            key=f"house-{state}",
            operation="gmail.send_message",
            parameters=letter,
            holder=Holder.customer(customer),
            asker=SYSTEM,
            source="agent",
        )
        approval = ask(question)
        if state != Approval.State.OPEN:
            answered = {"answered_by": "ada", "answered_at": timezone.now(), "note": "By hand"}
            Approval.objects.filter(pk=approval.pk).update(state=state, **answered)
    ask(
        Question(
            key="house-owner",
            operation="google_drive.delete_file",
            parameters={"file_id": "1AbC"},
            holder=Holder.owner(),
            asker=SYSTEM,
            source="mcp",
        )
    )


def _deployments(customer: Customer, workflow: Workflow) -> None:
    """Two versions; one deployment that works, and one that is paused and would not."""
    for number, note in ((1, "First"), (2, "With a second page")):
        Version.objects.create(
            workflow=workflow, number=number, revision=workflow.revisions.get(), note=note, created_by="staff:ada"
        )
    Workflow.objects.filter(pk=workflow.pk).update(version=2)
    newest, now = workflow.versions.get(number=2), timezone.now()
    missing = "No Google account of the owner is connected."
    cause: dict[str, Any] = {"code": "not_connected", "message": missing, "nodes": ["n1"]}
    cause |= {"connect_url": None, "is_operators": True}
    Deployment.objects.create(
        workflow=workflow, version=newest, customer=customer, variables={"channel": "C1"}, created_by="staff:ada"
    )
    paused = Deployment.objects.create(
        workflow=workflow,
        version=workflow.versions.get(number=1),
        is_active=False,
        paused_at=now,
        health="unhealthy",
        causes=[cause],
        created_by="staff:ada",
    )
    Trigger.objects.create(deployment=paused, node_id="clock", type="trigger.schedule", state="paused")


def _link(customer: Customer, state: str, account: Connection) -> None:
    is_over = state == ConnectLink.State.FINISHED
    ConnectLink.objects.create(
        customer=customer,
        services=["gmail"],
        token_hash=uuid4().hex * 2,
        state=state,
        expires_at=timezone.now() + timedelta(days=2),
        return_url="https://app.acme.example/done" if is_over else "",
        finished_providers=["google"] if is_over else [],
        finished_at=timezone.now() if is_over else None,
        reconnect=account if state == ConnectLink.State.BOUND else None,
        created_by="staff:ada",
    )


def _call(customer: Customer | None, account: Connection | None, state: str) -> Call:
    now, is_running = timezone.now(), state == Call.State.RUNNING
    is_idle, is_over = state in Call.IDLE, state not in Call.OPEN
    error = {"code": "remote_unavailable", "detail": "Gmail did not answer in 10 s. Try again later."}
    return Call.objects.create(
        scope="owner",
        call_key=uuid4().hex,
        operation="gmail.send_message",
        customer=customer,
        is_owner=customer is None,
        connection=account,
        actor_kind="staff",
        actor_id="1",
        actor_label="ada",
        source="editor",
        state=state,
        error=error if state in ("failed", "outcome_unknown") else None,
        warnings=["A part of the answer was left out."] if state == "succeeded" else [],
        requests=60 if is_over else 0,
        exchanges=EXCHANGES if is_over else [],
        attempt=0 if is_idle else 1,
        claim_token=uuid4() if is_running else None,
        lease_until=now + timedelta(minutes=1) if is_running else None,
        started_at=None if is_idle else now - timedelta(milliseconds=1_240),
        finished_at=now if is_over else None,
    )


def _refusals(customer: Customer) -> None:
    asker = Actor(kind="api_key", id=str(uuid4()), label="globex server", customer_id=customer.pk)
    wrong = InputError("'hello' is no address.", errors=[FieldError("params.to.0", "'hello' is no address.")])
    for error in (wrong, InputError("The parameters hold a NUL character.")):
        trace(error, operation="gmail.send_message", actor=asker, source="api", holder=Holder.customer(customer))
    trace(wrong, operation="nobody.knows", actor=SYSTEM, source="workflow", node_id="n1")


def _usage(customer: Customer, account: Connection, calls: list[Call]) -> None:
    amounts = [Decimal("0E-10"), Decimal("0.0010000000"), Decimal("1234.5"), Decimal("1E+3"), Decimal("0.0000000187")]
    outcomes = [outcome for outcome in UsageLine.Outcome.values if outcome != UsageLine.Outcome.CORRECTION]
    lines = [
        _line(customer, account, amount, outcomes[index % len(outcomes)], calls[index % len(calls)])
        for index, amount in enumerate(amounts)
    ]
    ledger.correct(lines[1], at=timezone.now(), price=Decimal("-0.0005"))
    _line(None, None, Decimal("0.25"), "succeeded", None, currency="CHF")


def _line(
    customer: Customer | None,
    account: Connection | None,
    amount: Decimal,
    outcome: str,
    call: Call | None,
    currency: str = "USD",
) -> UsageLine:
    now = timezone.now()
    call_id = call.pk if call else uuid4()
    return UsageLine.objects.create(
        source_kind="call",
        source_id=uuid4(),
        call_id=call_id,
        customer_id=customer.pk if customer else None,
        connection_id=account.pk if account else None,
        meter="call",
        service="gmail",
        operation="gmail.send_message",
        pricing_key="message_send",
        quantity=Decimal(1),
        unit="call",
        unit_cost=amount,
        cost=amount,
        unit_price=amount,
        price=amount if outcome == "succeeded" else Decimal(0),
        currency=currency,
        price_version="shipped",
        origin="api",
        outcome=outcome,
        recorded_at=now,
        month=now.date().replace(day=1),
    )


def _inbox(workflow: Workflow) -> None:
    """An event in every state, of every kind of trigger."""
    deployment = workflow.deployments.get(is_active=True)
    kinds = ("trigger.webhook", "trigger.schedule", "gmail.new_message")
    triggers = [Trigger.objects.create(deployment=deployment, node_id=kind, type=kind) for kind in kinds]
    for number, state in enumerate(InboxEvent.State.values):
        is_bad, is_waiting = state in ("parked", "waiting"), state == "waiting"
        InboxEvent.objects.create(
            trigger=triggers[number % len(triggers)],
            source="house",
            delivery_id=f"delivery {number}",
            state=state,
            run_id=uuid4(),
            attempts=2 if is_bad else 0,
            error={"code": "not_connected", "detail": "Nothing is connected."} if is_bad else None,
            not_before=timezone.now() + timedelta(minutes=1) if is_waiting else None,
            received_at=timezone.now(),
        )


def _run(customer: Customer | None, workflow: Workflow | None, state: str) -> Run:
    """A run of one node whose step is in this state."""
    made = create_workflow(SYSTEM, name=f"{WORKFLOW} {next(numbers)}", graph={}) if workflow is None else workflow
    now, is_open, is_idle = timezone.now(), state in Step.OPEN, state in Step.IDLE
    known = {"outcome_unknown": "failed", "skipped": "succeeded"}
    usage: dict[str, Any] = {"price": "0E-10", "cost": "0.0001", "currency": "USD", "operation": "gmail.send_message"}
    run = Run.objects.create(
        kind=Run.Kind.NODE,
        revision=made.revisions.get(),
        workflow=workflow,
        customer=customer,
        actor={"kind": "staff", "id": "1", "label": "ada", "rights": ["view"]},
        source="editor",
        state=known.get(state, state),
        events=3,
        started_at=None if is_idle else now - timedelta(milliseconds=1_260),
        finished_at=None if is_open else now,
    )
    Step.objects.create(
        run=run,
        node_id="n",
        node_type="gmail.send_message",
        name="",
        account_mode="customer" if customer else "owner",
        state=state,
        attempt=0 if is_idle else 1,
        claim_token=uuid4() if state == "running" else None,
        lease_until=now + timedelta(minutes=1) if state == "running" else None,
        error={"code": "remote_rejected", "detail": "Gmail knows no such label."} if state == "failed" else None,
        usage=None if is_open else usage,
        execution_time=None if is_open else 1_240,
        started_at=run.started_at,
        finished_at=run.finished_at,
        queued_number=1,
        started_number=None if is_idle else 2,
        ended_number=None if is_open else 3,
    )
    return run
