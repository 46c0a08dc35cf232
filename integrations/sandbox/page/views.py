"""The pages for people, and the buttons on them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from integrations.sandbox.control.access import for_operators
from integrations.sandbox.google.demo import deliver_from_outside
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.models import Account, Behaviour, Consent, RequestRecord, Rule
from integrations.sandbox.page.presets import BY_KEY, PRESETS
from integrations.sandbox.security import secure_page
from integrations.sandbox.vendors import VENDORS, ensure_demo_accounts

SHOWN = 20


@require_GET
@for_operators
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody, what shall go wrong, and what was asked lately."""
    ensure_demo_accounts()
    for person in Account.objects.filter(provider="google"):
        fill(person, "gmail")
    unread = Count("mailbox__messages", filter=Q(mailbox__messages__labels__label_id="UNREAD"), distinct=True)
    context = {
        "accounts": Account.objects.filter(is_bot=False).annotate(unread=unread, apps=Count("consents", distinct=True)),
        "presets": PRESETS,
        "rules": Rule.objects.exclude(times=0),
        "behaviour": Behaviour.current(),
        "requests": RequestRecord.objects.all()[:SHOWN],
    }
    return secure_page(render(request, "sandbox/overview.html", context))


@require_GET
@for_operators
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: what is in it, and the apps it let in."""
    person = get_object_or_404(Account, pk=pk)
    vendor = VENDORS[person.provider]
    shared = {"account": person, "vendor": vendor.name, "consents": person.consents.order_by("client_id")}
    return secure_page(render(request, vendor.account_template, shared | vendor.account_context(person)))


@require_POST
@for_operators
def revoke_access(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person does in their account's settings: an app loses everything it was allowed."""
    consent = get_object_or_404(Consent, account_id=pk, pk=request.POST.get("consent", "0"))
    VENDORS[consent.account.provider].end_access(consent)
    messages.success(request, f"{consent.client_id} has no access any more.")
    return redirect("sandbox:account", pk=pk)


@require_POST
@for_operators
def deliver_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """A message arrives."""
    person = get_object_or_404(Account, pk=pk, provider="google")
    subject = request.POST.get("subject", "").strip() or "Hello"
    body = request.POST.get("body", "").strip() or "Just a line."
    deliver_from_outside(person, sender="Robin Vale <robin.vale@elsewhere.example>", subject=subject, body=body)
    messages.success(request, f"“{subject}” has arrived.")
    return redirect("sandbox:account", pk=pk)


@require_POST
@for_operators
def misbehave(request: HttpRequest) -> HttpResponse:
    """One of the presets."""
    preset = BY_KEY.get(request.POST.get("preset", ""))
    if preset:
        preset.apply()
        messages.success(request, preset.detail)
    return redirect("sandbox:overview")


@require_POST
@for_operators
def calm(request: HttpRequest) -> HttpResponse:
    """No misbehaviour any more."""
    Rule.objects.all().delete()
    messages.success(request, "Everything works again.")
    return redirect("sandbox:overview")
