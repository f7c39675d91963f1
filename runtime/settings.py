"""Settings of one installation. Takes: environment variables. Gives: a frozen value. Never: reads the environment later."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an administrator may set. Times in seconds, sizes in bytes."""

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

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")
