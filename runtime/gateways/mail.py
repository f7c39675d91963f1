"""Mail by SMTP. Takes: a message. Gives: that it was handed over. Never: a line break in a header, a password in a log."""

import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.errors import Invalid, Unavailable
from runtime.gateways.sandbox import SENT, Outgoing
from runtime.settings import Settings

SECONDS = 20
LASTING = 500  # answers from here on say that trying again is no use
_LAYOUT = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined)


class Mail:
    """Hands mail to the administrator's own mail server, encrypted unless he says otherwise."""

    real = True

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def deliver(self, message: Outgoing) -> str:
        """Sends it; Invalid for what can never be sent, Unavailable for what may be later."""
        letter = compose(message, self._settings.smtp_from)
        try:
            with self._server() as server:
                if self._settings.smtp_user:
                    server.login(self._settings.smtp_user, self._settings.smtp_password)
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (Invalid("mail_refused") if min(codes) >= LASTING else Unavailable("mail_failed", error="recipient")) from None
        except smtplib.SMTPResponseException as error:
            lasting = error.smtp_code >= LASTING and not isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError)
            raise (Invalid("mail_refused") if lasting else Unavailable("mail_failed", error=str(error.smtp_code))) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable("mail_failed", error=type(error).__name__) from None
        return SENT

    def _server(self) -> smtplib.SMTP:
        settings, context = self._settings, ssl.create_default_context()
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        return server


def compose(message: Outgoing, sender: str) -> EmailMessage:
    """The letter: plain text, and the same in the shipped layout."""
    letter = EmailMessage()
    try:
        letter["From"] = Address(display_name=_line(message.sender), addr_spec=sender) if message.sender else Address(addr_spec=sender)
        letter["To"] = Address(addr_spec=message.address)
        letter["Subject"] = _line(message.subject) or _line(message.text)[:60]
    except (ValueError, IndexError, MessageError) as error:
        raise Invalid("mail_address") from error
    letter["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()[:40]}@{make_msgid().rpartition('@')[2]}"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    page = _LAYOUT.get_template("mail.html").render(subject=letter["Subject"], sender=message.sender, lines=message.text.splitlines())
    letter.add_alternative(page, subtype="html")
    return letter


def _line(text: str) -> str:
    """One line: whatever would end a header is a space."""
    return " ".join(text.split())
