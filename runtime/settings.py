"""Settings of one installation. Takes: environment variables. Gives: a frozen value. Never: reads the environment later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an administrator may set. Times in seconds, sizes in bytes.

    `egress_hosts`: servers that may be called, `[private:][http://]host[:port]`. `secrets`: by name, for calls; never shown.
    `smtp_security`: starttls, tls or none. `send_with_samples`: real messages go out although an app holds sample data.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    base_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    demo: bool = False
    session_idle: int = 30 * 60
    session_absolute: int = 12 * 3600
    lockout_failures: int = 5
    lockout_seconds: int = 30 * 60
    max_request: int = 10 * 1024 * 1024
    max_import: int = 100 * 1024 * 1024
    max_file: int = 50 * 1024 * 1024
    secure_cookies: bool = False
    trusted_hosts: tuple[str, ...] = ()
    worker: bool = False
    egress_hosts: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_security: str = "starttls"
    send_with_samples: bool = False

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def works(self) -> bool:
        """Whether the web server does jobs itself: always on SQLite, on PostgreSQL where `worker` says so."""
        return self.sqlite or self.worker
