"""Options that every test knows."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--public-specs",
        type=Path,
        help="a folder of large public descriptions, JSON in gzip; without it their tests say that they did not run",
    )
    parser.addoption(
        "--documents",
        type=Path,
        help="a folder with the texts of the vendors' documents; without it their tests say that they did not run",
    )
