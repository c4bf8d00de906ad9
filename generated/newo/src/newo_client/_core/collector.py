# Copied by `nox -s generate -- newo` from scripts/runtime/collector.py. Change that, not this file.
"""The garbage collector rests while a body is read.

All that is made then is kept. To look for garbage among it, again and again as it grows, takes a fifth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def resting() -> Generator[None, None, None]:
    """Let the collector rest, unless whoever runs this process has switched it off anyway."""
    is_on = gc.isenabled()
    if is_on:
        gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()
