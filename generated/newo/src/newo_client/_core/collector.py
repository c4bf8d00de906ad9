# Copied by `nox -s generate -- newo` from scripts/runtime/collector.py. Change that, not this file.
"""The garbage collector rests while a body is read.

All that is made then is kept. To look for garbage among it, again and again as it grows, takes a fifth of the time; so
that is done once, when next something is made.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def resting(read: Callable[[], T]) -> T:
    """Return what a function returns, while the collector rests; where it is switched off anyway, it stays so."""
    if not gc.isenabled():
        return read()
    gc.disable()
    try:
        return read()
    finally:
        gc.enable()
