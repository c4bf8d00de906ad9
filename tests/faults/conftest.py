"""Either client, and no settings from outside."""

import gc
import os
from collections.abc import Iterator

import pytest

from tests.faults.watch import Twin


@pytest.fixture(params=["Acme", "AsyncAcme"])
def twin(request: pytest.FixtureRequest) -> Twin:
    return Twin(request.param)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ACME_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _garbage_of_these_tests_alone() -> Iterator[None]:
    # Each call looks for what nobody closed; going through all that other tests have left takes longer than the call.
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
