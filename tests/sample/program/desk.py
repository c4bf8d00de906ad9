"""The client that most parts of the program share."""

from acme_client import Acme, Retries

ID = "123e4567-e89b-12d3-a456-426614174000"


def opened(url: str) -> Acme:
    """Return a client that may do everything but log in."""
    return Acme(
        desk_key="key",
        desk_id="id",
        desk_secret="secret",
        reader_key="reader",
        link_key="link",
        desk_token=lambda: "token",
        report_key="reports",
        base_url=url,
        headers={"x-program": "sample"},
        timeout=20,
        retries=Retries(3, first_delay=0.01, max_delay=0.1, total=10),
    )
