"""`manage.py agent_eval FOLDER`: runs scripted cases against a model and says how many passed, and what it cost."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.actors import SYSTEM
from integrations.errors import MachinaError
from integrations.holders import Holder, get_customer
from workflows.agents.evaluation.cases import read_cases
from workflows.agents.evaluation.judging import Outcome, Verdict, judge
from workflows.agents.evaluation.running import run_case

SANDBOX = "sandbox/rules"


class Command(BaseCommand):
    """Cases one after another, each told as it ends."""

    help = (
        "Run a folder of cases (JSON or YAML: name, prompt, tools, skills, expect) against a model; "
        "without --model the sandbox's, which needs no key. A worker has to be running. "
        "Ends with 1 where a case failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--model", default=SANDBOX, help="Name of a model, for example openai/gpt-5-mini.")
        parser.add_argument("--customer", help="Key of the customer on whose accounts tools work; else the owner's.")
        parser.add_argument("--times", type=int, default=1, help="How often each case is run.")
        parser.add_argument("--seconds", type=float, default=120, help="How long one case may take.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {str(options['folder'])!r}.")
        try:
            cases = read_cases(options["folder"])
            key = options["customer"]
            holder = Holder.customer(get_customer(SYSTEM, key)) if key else Holder.owner()
        except MachinaError as error:
            raise CommandError(error.detail) from error
        verdicts = []
        for case in cases * max(1, options["times"]):
            try:
                outcome = run_case(SYSTEM, case, holder, model=options["model"], seconds=options["seconds"])
            except MachinaError as error:
                outcome = Outcome("refused", reason=error.detail)
            verdicts.append(judge(case, outcome))
            self._tell(verdicts[-1])
        self._sum_up(verdicts, options["model"])
        if not all(each.has_passed for each in verdicts):
            sys.exit(1)

    def _tell(self, verdict: Verdict) -> None:
        outcome = verdict.outcome
        mark = self.style.SUCCESS("passed") if verdict.has_passed else self.style.ERROR("FAILED")
        facts = f"{outcome.turns} turns, {outcome.tokens:,} tokens, {_money(outcome.cost)}"
        self.stdout.write(f"{mark}  {verdict.case.name}  ({facts})")
        for reason in verdict.why:
            self.stdout.write(f"        {reason}")

    def _sum_up(self, verdicts: list[Verdict], model: str) -> None:
        passed = sum(each.has_passed for each in verdicts)
        tokens = sum(each.outcome.tokens for each in verdicts)
        costs = [each.outcome.cost for each in verdicts]
        known = [each for each in costs if each is not None]
        unknown = f" and {len(costs) - len(known)} without a known price" if len(known) < len(costs) else ""
        rate = 100 * passed / len(verdicts)
        self.stdout.write(
            f"{passed} of {len(verdicts)} passed ({rate:.0f} %) with {model}: {tokens:,} tokens, "
            f"{_money(sum(known, Decimal(0)))}{unknown}"
        )


def _money(amount: Decimal | None) -> str:
    return "price unknown" if amount is None else f"${amount:.4f}"
