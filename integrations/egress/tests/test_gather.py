"""Many look-ups at once: in order, bounded, and stopped with the call."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import partial

import pytest
from django.db import connection, connections

from integrations.catalog.http import Get, HttpReply
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import Egress
from integrations.egress.concurrency import SharedCredential, side_by_side
from integrations.egress.deadline import Cancelled, Deadline, DeadlineExceeded
from integrations.egress.http import ServiceHttp
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Reply, Vendor, _Handler, ok, silence, status
from integrations.errors import MachinaError, RateLimited, RemoteRejected


class Crowd:
    """Answers only when so many requests are waiting at once, and tells how many ever were."""

    def __init__(self, size: int) -> None:
        self.size, self.most, self.now = size, 0, 0
        self.is_full = threading.Event()
        self._lock = threading.Lock()

    def reply(self) -> Reply:
        def answer(handler: _Handler, vendor: Vendor) -> None:
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            if self.most >= self.size:
                self.is_full.set()
            self.is_full.wait(10)
            with self._lock:
                self.now -= 1
            ok({"path": handler.path})(handler, vendor)

        return answer


def gets(number: int) -> list[Get]:
    return [Get("/things/{thing}", path={"thing": each}, query={"full": True}) for each in range(number)]


@pytest.fixture
def sent() -> list[int]:
    return []


@pytest.fixture
def http(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> ServiceHttp:
    permit = make_permit(effect="write", credential=StaticCredential("token-1"))
    return ServiceHttp(egress, permit, vendor.url, FakeFiles())


def test_answers_come_in_the_order_of_the_questions_and_some_at_once(http: ServiceHttp, vendor: Vendor) -> None:
    crowd = Crowd(5)
    vendor.answers(crowd.reply())
    results = http.gather(gets(20), at_once=5)
    assert [each.json()["path"] for each in results if isinstance(each, HttpReply)] == [
        f"/things/{number}?full=true" for number in range(20)
    ]
    assert crowd.most == 5
    assert {each.headers["authorization"] for each in vendor.received} == {"Bearer token-1"}


def test_one_that_fails_is_an_error_in_its_place(http: ServiceHttp, vendor: Vendor) -> None:
    def answer(handler: _Handler, vendor: Vendor) -> None:
        number = handler.path.removeprefix("/things/").partition("?")[0]
        code = {"1": 404, "3": 429}.get(number, 200)
        status(code, {"message": number}, retry_after="60")(handler, vendor)

    vendor.answers(answer)
    results = http.gather(gets(5))
    assert [type(each) for each in results] == [HttpReply, RemoteRejected, HttpReply, RateLimited, HttpReply]
    assert isinstance(results[3], RateLimited)
    assert results[3].retry_after == 60.0


def test_a_value_that_cannot_be_asked_for_is_an_error_in_its_place(http: ServiceHttp, vendor: Vendor) -> None:
    results = http.gather([Get("/things/{thing}", path={"thing": each}) for each in ("a", "..")])
    assert isinstance(results[0], HttpReply)
    assert isinstance(results[1], MachinaError)
    assert results[1].code == "input_error"
    assert [each.path for each in vendor.received] == ["/things/a"]


def test_nothing_to_ask_is_nothing(http: ServiceHttp, vendor: Vendor) -> None:
    assert http.gather([]) == []
    assert vendor.received == []


@pytest.mark.parametrize("at_once", [0, -1, 33])
def test_a_number_at_once_that_makes_no_sense_is_a_mistake(at_once: int, http: ServiceHttp) -> None:
    with pytest.raises(ValueError, match=f"{at_once} at once is not possible; choose 1 to 32"):
        http.gather(gets(2), at_once=at_once)


def test_the_requests_of_all_threads_are_counted(
    egress: Egress, vendor: Vendor, make_permit: MakePermit, sent: list[int]
) -> None:
    permit = make_permit(on_sent=lambda *count: sent.append(threading.get_ident()))
    ServiceHttp(egress, permit, vendor.url, FakeFiles()).gather(gets(40))
    assert len(sent) == 40
    assert threading.get_ident() not in sent


def test_a_call_that_is_cancelled_stops_all_of_them(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(silence())
    deadline = Deadline(30)
    http = ServiceHttp(egress, make_permit(deadline=deadline), vendor.url, FakeFiles())
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        gathering = pool.submit(http.gather, gets(50), at_once=4)
        while len(vendor.received) < 4:
            time.sleep(0.01)
        deadline.cancel()
        with pytest.raises(Cancelled):
            gathering.result(timeout=10)
    assert time.monotonic() - began < 5
    assert len(vendor.received) == 4


def test_when_time_is_up_what_is_missing_says_so(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(ok(), ok(), silence())
    http = ServiceHttp(egress, make_permit(deadline=Deadline(1)), vendor.url, FakeFiles())
    results = http.gather(gets(6), at_once=1)
    assert [type(each) for each in results] == [HttpReply] * 2 + [DeadlineExceeded] * 4
    assert len(vendor.received) == 3


def test_something_unforeseen_ends_them_all() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        time.sleep(0.01)
        return 1 // number

    with pytest.raises(ZeroDivisionError):
        side_by_side([partial(work, each) for each in range(100)], at_once=2)
    assert len(begun) < 50


def test_each_knows_what_its_caller_knows_and_keeps_to_itself_what_it_learns() -> None:
    known: ContextVar[str] = ContextVar("known", default="nothing")
    known.set("the request")

    def learn(number: int) -> str:
        before = known.get()
        known.set(str(number))
        return before

    assert side_by_side([partial(learn, each) for each in range(8)], at_once=2) == ["the request"] * 8
    assert known.get() == "the request"


@pytest.mark.django_db(transaction=True)
def test_no_thread_keeps_a_database_connection() -> None:
    kept = connection.connection
    opened: list[bool] = []

    def look() -> int:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
            opened.append(connections["default"].connection is not None)
        return id(connections["default"])

    def state() -> bool:
        return connections["default"].connection is not None

    with ThreadPoolExecutor(1) as pool:
        ids = side_by_side([look] * 4, at_once=2)
        assert not pool.submit(state).result()
    assert opened == [True] * 4
    assert id(connections["default"]) not in ids
    assert connection.connection is kept


def test_an_access_that_is_refused_to_many_is_renewed_once(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    def answer(handler: _Handler, vendor: Vendor) -> None:
        is_old = handler.headers["authorization"] == "Bearer old-token-1"
        (status(401) if is_old else ok())(handler, vendor)

    vendor.answers(answer)
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    results = ServiceHttp(egress, make_permit(credential=credential), vendor.url, FakeFiles()).gather(gets(8))
    assert [type(each) for each in results] == [HttpReply] * 8
    assert credential.rejections == ["old-token-1"]


def test_a_shared_credential_is_opened_once_until_it_is_refused() -> None:
    class Counted(StaticCredential):
        opened = 0

        def token(self) -> str:
            self.opened += 1
            return super().token()

    inner = Counted("old", renewed="new")
    shared = SharedCredential(inner)
    assert [shared.token(), shared.token(), inner.opened] == ["old", "old", 1]
    assert shared.rejected("old")
    assert shared.rejected("old")
    assert [shared.token(), inner.opened, inner.rejections] == ["new", 2, ["old"]]
    assert [shared.rejected("new"), shared.rejected("new")] == [False, False]
    assert inner.rejections == ["old", "new"]
