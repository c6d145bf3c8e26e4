"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import summarizers

MODULES = [module.name for module in pkgutil.walk_packages(summarizers.__path__, "summarizers.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
