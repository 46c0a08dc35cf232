"""The bench's own parts: what a figure holds, how it is printed, and the vendor that it measures against."""

from __future__ import annotations

import httpx
import pytest

from machina.bench.checkout import checked_out
from machina.bench.desk import PATH
from machina.bench.figures import Figure, percentile, table
from machina.bench.vendor import running_vendor


@pytest.mark.parametrize(
    ("figure", "held"),
    [
        (Figure("a", 5.0, "ms", bar=5.0), True),
        (Figure("a", 5.1, "ms", bar=5.0), False),
        (Figure("a", 2.0, "x", at_least=2.0), True),
        (Figure("a", 1.9, "x", at_least=2.0), False),
        (Figure("a", 1.0, "ms"), None),
    ],
)
def test_a_figure_knows_whether_its_bar_is_held(figure: Figure, held: bool | None) -> None:
    assert figure.held is held


def test_figures_are_printed_beside_bar_and_raw_work() -> None:
    lines = table([Figure("click", 30.0, "ms", bar=25.0, raw=10.0), Figure("times", 2.5, "x", at_least=2.0)])
    assert [line.split() for line in lines.splitlines()[1:]] == [
        ["click", "30.0", "ms", "≤", "25.0", "ms", "10.0", "ms", "3.0", "x", "MISSED"],
        ["times", "2.50", "x", "≥", "2.00", "x", "held"],
    ]


def test_percentiles_are_values_that_were_measured() -> None:
    assert [percentile([3.0, 1.0, 2.0, 10.0], share) for share in (0.0, 0.5, 1.0)] == [1.0, 3.0, 10.0]


def test_the_vendor_leads_back_at_once_and_answers_on_one_connection() -> None:
    with running_vendor() as origin, httpx.Client(base_url=origin) as client:
        back = client.get("/authorize", params={"redirect_uri": "http://localhost/callback", "state": "s&1"})
        assert back.headers["Location"] == "http://localhost/callback?code=bench&state=s%261"
        assert client.post("/token", data={"code": "bench"}).json()["access_token"]
        assert client.get("/userinfo").json()["email"] == "ada@globex.example"
        assert len(client.get(PATH).json()["labels"]) == 12


def test_a_commit_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(RuntimeError, match="no-such-commit"):
        checked_out("no-such-commit")
