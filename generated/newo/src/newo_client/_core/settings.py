# Copied by `nox -s generate -- newo` from scripts/runtime/settings.py. Change that, not this file.
"""What a client was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from .credentials import Keyring
    from .options import Retries


class Settings:
    """What a client was told."""

    __slots__ = (
        "base_url",
        "common",
        "is_chosen",
        "keyring",
        "max_response_bytes",
        "retries",
        "timeout",
    )

    def __init__(
        self,
        base_url: str,
        *,
        is_chosen: bool,
        keyring: Keyring,
        common: dict[str, str],
        timeout: float | httpx.Timeout,
        retries: Retries,
        max_response_bytes: int,
    ) -> None:
        self.base_url = base_url
        self.is_chosen = is_chosen
        self.keyring = keyring
        self.common = common
        self.timeout = timeout
        self.retries = retries
        self.max_response_bytes = max_response_bytes

    def __repr__(self) -> str:
        # Headers may hold what is secret.
        return f"Settings({self.base_url!r})"

    def changed(self, **changes: Any) -> Settings:
        """Return settings of which some are others."""
        return Settings(**({name: getattr(self, name) for name in self.__slots__} | changes))
