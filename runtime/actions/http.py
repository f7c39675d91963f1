"""Action: call another system."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from builder.expressions import template
from builder.kinds import ActionType, Place, Spot
from builder.problems import Problem
from runtime.actions import calling, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.gateways.http import METHODS, OWN_HEADERS
from runtime.store import jobs
from runtime.store.jobs import NewJob
from runtime.store.values import log_json


class Http(ActionType):
    """A new order goes to the ERP: always as a job after the commit, repeated until it has worked, with a key by which the other side
    knows a repetition."""

    name = "http"
    label = {"zh-CN": "通知外部系统", "en": "Call another system"}
    help = {"zh-CN": "把数据发给另一个系统，失败会自动重试", "en": "Sends data to another system, again if it fails"}
    icon = "link"
    group = "outside"
    external = True
    config_schema = shapes.shape(
        ("method", "url"),
        method={"enum": list(METHODS), "default": "POST", "label": shapes.words("方法", "Method")},
        url={"type": "string", "minLength": 1, "maxLength": 1000, "label": shapes.words("地址", "Address")},
        headers={
            "type": "object", "maxProperties": 20, "additionalProperties": {"type": "string", "maxLength": 500}, "more": True,
            "label": shapes.words("请求头", "Headers"),
        },
        body=shapes.fields("values", "内容", "Body"),
        secret={"type": "string", "pattern": "[a-z][a-z0-9_]{0,60}", "label": shapes.words("密钥名", "Name of the secret"), "more": True},
    )
    example = {"method": "POST", "url": "https://erp.example.com/orders/{{no}}", "body": {"amount": "amount"}, "secret": "erp"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The places in the address, the values of the body."""
        yield Spot("url", config["url"], template=True)
        for name, text in config.get("body", {}).items():
            if isinstance(text, str):
                yield Spot(f"body/{name}", text)

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """An address whose host is written down, headers that are ours to set, a body that can be sent."""
        if not _fixed_host(config["url"]):
            yield Problem("error", "action_url", "url")
        for name in config.get("headers", {}):
            if name.lower() in (OWN_HEADERS | {"authorization"}) or not name.replace("-", "").isalnum() or not name.isascii():
                yield Problem("error", "action_header", f"headers/{name}", {"name": name})
        for name, text in config.get("body", {}).items():
            if not isinstance(text, str):
                yield Problem("error", "action_set_rows", f"body/{name}")

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Leaves a job with everything the call needs, except the secret itself."""
        body = {name: log_json(act.value(text)) for name, text in config.get("body", {}).items()}
        payload = {
            "method": config["method"], "url": _address(act, config["url"]), "headers": dict(config.get("headers", {})),
            "body": body if config.get("body") else None, "secret": config.get("secret"),
        }
        key = f"http:{act.uow.ctx.app}:{act.key or act.uow.new_ids(1)[0]}:{len(act.effects)}"
        jobs.enqueue(act.uow, [NewJob(calling.KIND, key, payload)])
        host = urlsplit(payload["url"]).hostname or ""
        act.effects.append(Effect("http", "effect_http", {"host": host}, act.form if act.record else None, act.record, job=key))


def _fixed_host(url: str) -> bool:
    """Whether scheme, host and port are written down before the first place in the text."""
    head = url.partition("{{")[0]
    try:
        parts = urlsplit(head)
        port = parts.port
    except ValueError:
        return False
    whole = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.username is None and port != 0
    return whole and (head == url or parts.path.startswith("/"))


def _address(act: Act, url: str) -> str:
    """The address with its places filled in, each as one piece of a path or a query."""
    parsed = template.parse(url)
    return parsed.render({one: quote(str(log_json(act.value(one)) or ""), safe="") for one in parsed.expressions})
