"""One set of stand-ins for all tests that leave no trace which another could trip over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.world import Receiver, Running, changed_config, receiver, running

SWIFT = {"enabled": False, "accept_after": 0.02, "conclude_after": 0.05}
"""By hand unless a test switches it on, and quick then."""
BACKOFF = {"first": 0.05, "longest": 0.2}


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shared set keeps keys and stores."""
    return tmp_path_factory.mktemp("stand-ins")


@pytest.fixture(scope="session")
def population(var: Path) -> Iterator[Running]:
    with running("population", var) as system:
        yield system


@pytest.fixture(scope="session")
def licences(var: Path) -> Iterator[Running]:
    with running("licences", var) as system:
        yield system


@pytest.fixture(scope="session")
def tax(var: Path) -> Iterator[Running]:
    with running("tax", var) as system:
        yield system


@pytest.fixture(scope="session")
def sms(var: Path) -> Iterator[Running]:
    with running("sms", var) as system:
        yield system


@pytest.fixture(scope="session")
def shared_hrss(var: Path, tax: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    config = changed_config("hrss", tmp_path_factory.mktemp("config"), auto=SWIFT, backoff=BACKOFF)
    with running("hrss", var, config=config, peers={"tax": tax.port}) as system:
        yield system


@pytest.fixture(scope="session")
def shared_medical(var: Path, tax: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    config = changed_config("medical", tmp_path_factory.mktemp("config"), auto=SWIFT, backoff=BACKOFF)
    with running("medical", var, config=config, peers={"tax": tax.port}) as system:
        yield system


@pytest.fixture
def hrss(shared_hrss: Running) -> Iterator[Running]:
    """人社局's system: behaves well and waits for a hand, before and after each test."""
    shared_hrss.control(mode="normal", auto=False, callbacks="send", order="oldest-first", copies=1)
    yield shared_hrss
    shared_hrss.control(mode="normal", auto=False, callbacks="send", order="oldest-first", copies=1)


@pytest.fixture
def medical(shared_medical: Running) -> Iterator[Running]:
    """医保局's system, likewise."""
    shared_medical.control(mode="normal", auto=False)
    yield shared_medical
    shared_medical.control(mode="normal", auto=False)


@pytest.fixture(scope="session")
def inbox(var: Path) -> Iterator[Receiver]:
    """Our side of the callbacks, always there."""
    with receiver(var) as here:
        yield here
