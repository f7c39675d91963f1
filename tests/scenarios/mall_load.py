"""People at work in the mall: what a client does in its n-th round, and those who answer what waits for them.

Takes: somebody who asks (a wire to real processes that may die at any moment, or a test client). Gives: what was acknowledged.
"""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

API = "/api/v1/apps/mall_crm"
REFUSED = 2_500  # an adjustment by that much is rejected
DELTAS = (300, 1_500, REFUSED, 12_000)  # posted by itself, the manager, the manager says no, two sign
TYPES = ("quality", "service")
ANSWERS: Mapping[str, dict[str, Any]] = {"reply": {"reply": "已处理"}, "survey": {"score": 5}, "call": {"result": "已联系"}}
SLOWER = ("task_taken", "task_closed", "task_changed")


class Asking(Protocol):
    """Whoever carries a request to the server."""

    def __call__(self, token: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """(status, JSON)."""


def headers(token: str, key: str) -> dict[str, str]:
    """Of a request; `key`: the word that makes its repetition the same write."""
    found = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return {**found, "Idempotency-Key": key} if key else found


@dataclass
class Wire:
    """HTTP to a port; a request whose connection broke is sent again as it was, until somebody answers."""

    port: int
    patience: float = 90.0
    broken: int = 0

    def __call__(self, token: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """The answer, whenever it comes."""
        until = time.monotonic() + self.patience
        while True:
            try:
                return self._once(token, method, path, body, key)
            except (OSError, http.client.HTTPException):
                self.broken += 1
                assert time.monotonic() < until, f"nobody answered {method} {path}"
                time.sleep(0.05)

    def _once(self, token: str, method: str, path: str, body: Any, key: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers(token, key))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


@dataclass
class Bench:
    """The same without any process: a test client."""

    client: Any

    def __call__(self, token: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """The answer."""
        answer = self.client.open(path, method=method, data=json.dumps(body) if body is not None else None, headers=headers(token, key))
        return answer.status_code, json.loads(answer.data or b"null")


@dataclass
class Client:
    """An agent at a counter with two members of its own: `shopper` buys, returns, spends; `asker` has points adjusted."""

    name: str
    token: str
    ids: Mapping[str, str]
    ask: Asking
    rounds: int = 0
    kept: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def work(self, stop: Event, least: int) -> None:
        """Rounds until told to stop, at least some."""
        while self.rounds < least or not stop.is_set():
            self.round(self.rounds)
            self.rounds += 1

    def round(self, number: int) -> None:
        """What happens depends on the number alone."""
        tag = f"{self.name}.{number}"
        sale = self._receipt(tag, number, 1, 100 + number)
        if number % 2:
            self._receipt(f"{tag}r", number, -1, 40 + number, kind="refund", refund_of=sale)
        self._press("spend_points", "shopper", tag, amount=10, reason=tag)
        self._coupon(tag)
        if number % 2 == 0:
            severity = "high" if number % 4 == 0 else "normal"
            values = {"type": TYPES[number // 2 % 2], "severity": severity, "store": self.ids["heli"], "text": tag}
            self._press("record_complaint", "shopper", tag, **values)
        else:
            self._press("request_points", "asker", tag, delta=DELTAS[number // 2 % 4], cause="goodwill", reason=tag)
        if number % 3 == 0:
            self._create("member", tag, name=tag, mobile=self._mobile(number), channel="qr", accept_sms=True, **self._home())

    def _home(self) -> dict[str, Any]:
        return {"join_store": self.ids["heli"], "tier": self.ids["gold"], "cs_owner": self.ids[self.name]}

    def _mobile(self, number: int) -> str:
        return f"139{int(self.name.rpartition('_')[2]):03d}{number:05d}"

    def _receipt(self, tag: str, number: int, quantity: int, price: int, **more: str) -> str:
        store, product = ("qingmo", "dress") if number % 3 == 2 else ("heli", "pot")
        lines = [{"product": self.ids[product], "qty": quantity, "price": f"{price}.00"}]
        found = {"receipt_no": tag, "source": "pos", "store": self.ids[store], "member": self.ids[f"{self.name}.shopper"]}
        return self._create("purchase", tag, **found, lines=lines, **more)

    def _create(self, form: str, key: str, **values: Any) -> str:
        made = self._said(201, "POST", f"{API}/forms/{form}/records", {"values": values}, f"{form}-{key}")
        plain = {name: value for name, value in values.items() if name in ("receipt_no", "name", "mobile", "refund_of")}
        self.kept.append((form, made["id"], plain))
        return str(made["id"])

    def _coupon(self, tag: str) -> None:
        """One is issued to keep; one is issued and redeemed."""
        self._press("issue_coupon", "asker", f"{tag}k", tpl=self.ids["gift"])
        self._press("issue_coupon", "shopper", tag, tpl=self.ids["plenty"])
        member = self.ids[f"{self.name}.shopper"]
        page = self._said(200, "GET", f"{API}/forms/coupon/records?filter=member%20%3D%3D%20'{member}'%20and%20state%20%3D%3D%20'issued'")
        assert len(page["records"]) == 1, "a press that was repeated issued one coupon"
        coupon = page["records"][0]["id"]
        self._said(200, "POST", f"{API}/actions/redeem_coupon", {"record": coupon, "values": {"store": self.ids["heli"]}, "action_id": f"redeem-{tag}"})
        self.kept.append(("coupon", coupon, {"state": "redeemed"}))

    def _press(self, button: str, member: str, tag: str, **values: Any) -> None:
        body = {"record": self.ids[f"{self.name}.{member}"], "values": values, "action_id": f"{button}-{tag}"}
        self._said(200, "POST", f"{API}/actions/{button}", body)

    def _said(self, status: int, method: str, path: str, body: Any = None, key: str = "") -> Any:
        found, answer = self.ask(self.token, method, path, body, key)
        assert found == status, (path, body, found, answer)
        return answer


@dataclass
class Colleague:
    """Somebody who answers whatever waits for him."""

    token: str
    ask: Asking
    acts: int = 0

    def work(self, stop: Event) -> None:
        """Until there is nothing more to come."""
        while not stop.is_set():
            if not self.clear():
                stop.wait(0.3)

    def clear(self) -> int:
        """Answers what waits now; how many that were."""
        status, found = self.ask(self.token, "GET", "/api/v1/tasks?limit=50")
        assert status == 200, found
        return sum(self._answer(task) for task in found["tasks"])

    def _answer(self, task: Mapping[str, Any]) -> int:
        verb, more = verdict(task)
        path = f"/api/v1/tasks/{task['id']}:{verb}"
        status, answer = self.ask(self.token, "POST", path, {"action_id": f"{verb}-{task['id']}-{self.token[-6:]}", **more})
        assert status == 200 or (status == 409 and answer["code"] in SLOWER), (task["title"], status, answer)
        self.acts += status == 200
        return 1


def verdict(task: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(verb, body): the same for the same task, whoever is asked."""
    if task["kind"] == "approve":
        return ("reject", {"comment": "证据不足"}) if f" {REFUSED}" in task["title"] else ("approve", {})
    kind = next(name for name in ANSWERS if task["step"].startswith(name) or (name == "reply" and task["step"] == "revise"))
    return "submit", {"values": ANSWERS[kind]}
