"""Django's system checks of services and providers: what they declare has to be whole before anything starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, INFO, CheckMessage, register

from integrations.catalog.declare import DeclarationError
from integrations.catalog.quality import RULES, Report, assess
from integrations.catalog.registry import catalog
from integrations.catalog.rules import bronze
from integrations.catalog.rules.rule import Problem, Rule
from integrations.providers.declare import Provider
from integrations.providers.filled_in import NoCredential
from integrations.providers.guide import problems_of, unknown_addresses
from integrations.providers.registry import all_providers

TAG = "services"
PROVIDERS = "providers"
HINT = "`manage.py services check` shows the whole ladder."
GUIDE = "integrations/providers/README.md says what a provider declares."


@register(TAG)
def check_declarations(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Errors for what the declarations of a service lack on the first step of the ladder."""
    return _messages(bronze.RULES, ERROR)


@register(TAG, deploy=True)
def check_ladder(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Notes on what lacks on the higher steps, with `manage.py check --deploy`."""
    return _messages([rule for rule in RULES if rule.step != "bronze"], INFO)


@register(PROVIDERS)
def check_providers(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Errors for what a provider lacks, for addresses no provider has, and for services whose provider there is not."""
    try:
        known = all_providers()
    except DeclarationError as error:
        hint = "Correct the provider, or uninstall its package."
        return [CheckMessage(ERROR, str(error), hint=hint, id="integrations.P000")]
    return [
        *(
            CheckMessage(ERROR, f"{each.key}: {problem}", hint=GUIDE, id="integrations.P001")
            for each in known.values()
            for problem in problems_of(each)
        ),
        *(
            CheckMessage(ERROR, problem, hint="Correct MACHINA_ENDPOINTS.", id="integrations.P002")
            for problem in unknown_addresses(settings.MACHINA_ENDPOINTS, known)
        ),
        *_lost_services(),
        *_accounts_of_nobody(known),
    ]


def _lost_services() -> list[CheckMessage]:
    try:
        found = catalog()
    except (DeclarationError, ValueError):  # named by the check of the services
        return []
    lost = [service for key, service in found.installed.items() if key not in found.services]
    return [CheckMessage(ERROR, found.why_not_offered(each), id="integrations.P003") for each in lost]


def _accounts_of_nobody(known: Mapping[str, Provider]) -> list[CheckMessage]:
    """What asks for an account where there is none to be had."""
    try:
        services = catalog().services.values()
    except (DeclarationError, ValueError):  # named by the check of the services
        return []
    hint = 'Say account="none" in service.py.'
    return [
        CheckMessage(
            ERROR, f"{node.key} needs an account, and {name} asks nobody for one.", hint=hint, id="integrations.P004"
        )
        for service in services
        if (facts := known.get(service.provider)) is not None and isinstance(facts.credential, NoCredential)
        for name in [facts.name]
        for node in service.nodes
        if node.account != "none"
    ]


def _messages(rules: Sequence[Rule], level: int) -> list[CheckMessage]:
    """What the declarations lack; what only tests can show is left to `services check`."""
    try:
        reports = [assess(service, rules=rules) for service in catalog().services.values()]
    except (DeclarationError, ValueError) as error:
        hint = "Correct the service, or uninstall its package."
        return [CheckMessage(ERROR, str(error), hint=hint, id="integrations.S000")]
    return [
        CheckMessage(level, f"{_place(report, problem)}: {problem.message}", hint=HINT, id=_id(finding.rule))
        for report in reports
        for finding in report.findings
        for problem in finding.problems
        if not problem.untested
    ]


def _place(report: Report, problem: Problem) -> str:
    return f"{report.service}.{problem.subject}" if problem.subject else report.service


def _id(rule: Rule) -> str:
    return f"integrations.S{rule.number:03}"
