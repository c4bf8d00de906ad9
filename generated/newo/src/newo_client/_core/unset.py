# Copied by `nox -s generate -- newo` from scripts/runtime/unset.py. Change that, not this file.
"""The value of a field that is not there, as against one that is null."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal


class Unset(Enum):
    """The type of `UNSET`. An enum, so that copies and pickles stay the same object."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __str__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
