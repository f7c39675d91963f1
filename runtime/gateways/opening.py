"""The gateways of an installation. Takes: settings. Gives: a gateway by channel. Never: a real one that is not configured."""

from collections.abc import Mapping
from typing import Any

from runtime.gateways.http import Egress
from runtime.gateways.mail import Mail
from runtime.gateways.sandbox import Sandbox
from runtime.settings import Settings

HTTP, EMAIL, OTHERS = "http", "email", "*"


def open_gateways(settings: Settings) -> Mapping[str, Any]:
    """`http` calls other servers, `email` sends mail where a server is named; every other channel ends in the sandbox."""
    sandbox = Sandbox()
    return {HTTP: Egress(settings), EMAIL: Mail(settings) if settings.smtp_host and settings.smtp_from else sandbox, OTHERS: sandbox}
