"""Examples in docstrings hold."""

import doctest
import importlib
import pkgutil

import pytest

import analysis
import forms
import survey


def modules_with_examples() -> list[str]:
    """Return the modules of our packages; migrations run by Alembic only."""
    return [
        module.name
        for package in (analysis, forms, survey)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if ".migrations" not in module.name
    ]


@pytest.mark.parametrize("name", modules_with_examples())
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
