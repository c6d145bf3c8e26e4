"""The examples in docstrings run, wherever they stand."""

import doctest
import importlib

import pytest

from tests.test_imports import FILES, module_of

WITH_EXAMPLES = [module_of(path) for path in FILES if ">>>" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
