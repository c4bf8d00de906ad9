# Copied by `nox -s generate -- newo` from scripts/runtime/tls.py. Change that, not this file.
"""One TLS context for all clients of a process: to make one takes longer than to make everything else."""

from __future__ import annotations

import os
import ssl
from threading import Lock

import httpx

_lock = Lock()
_contexts: dict[tuple[str | None, str | None], ssl.SSLContext] = {}


def shared_context() -> ssl.SSLContext:
    """Return the context that verifies by the usual certificates, or by those that the environment names."""
    where = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    with _lock:
        if where not in _contexts:
            _contexts[where] = httpx.create_ssl_context()
        return _contexts[where]
