"""A cache that is as it was before each test."""

from __future__ import annotations

import pytest

from tests.cache.kept import Kept


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def kept(built: Kept) -> Kept:
    built.as_it_was()
    return built
