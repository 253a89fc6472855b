"""Every method of the code is explained in docs/method.md."""

import importlib
import pkgutil
import types
import typing
from pathlib import Path

import pytest

import analysis

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text("utf-8")
# What computes nothing by itself, and the arithmetic of published tables.
NOT_STATISTICS = {
    "arrays",
    "checks",
    "counted_table",
    "places",
    "published",
    "ratings",
    "reasons",
    "reconciliation",
    "rounding",
    "scores",
    "sentences",
    "settlement",
    "slips",
    "verdicts",
}
MODULES = sorted(
    module.name
    for module in pkgutil.iter_modules(analysis.__path__)
    if module.name not in NOT_STATISTICS
)


def public_functions(module: types.ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if isinstance(value, types.FunctionType)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


def choices(module: types.ModuleType) -> list[str]:
    """Return the values of the module's own lists of methods."""
    return [
        choice
        for value in vars(module).values()
        if typing.get_origin(value) is typing.Literal
        for choice in typing.get_args(value)
    ]


@pytest.mark.parametrize("name", MODULES)
def test_every_function_is_on_the_page(name: str) -> None:
    module = importlib.import_module(f"analysis.{name}")
    missing = [
        function
        for function in public_functions(module)
        if f"`{name}.{function}`" not in PAGE and f"`{function}`" not in PAGE
    ]
    assert missing == []


@pytest.mark.parametrize("name", MODULES)
def test_every_choice_of_method_is_on_the_page(name: str) -> None:
    module = importlib.import_module(f"analysis.{name}")
    assert [choice for choice in choices(module) if f"`{choice}`" not in PAGE] == []


def test_every_function_on_the_page_is_there() -> None:
    import re

    named = re.findall(r"`([a-z_]+)\.([a-z_]+)`", PAGE)
    wrong = [
        f"{module}.{function}"
        for module, function in named
        if module in MODULES
        and not hasattr(importlib.import_module(f"analysis.{module}"), function)
    ]
    assert len(named) > 50
    assert wrong == []


@pytest.mark.parametrize(
    "heading", ["Cách đọc các con số", "How to read these numbers"]
)
def test_officials_have_a_page_in_both_languages(heading: str) -> None:
    assert f"## {heading}\n" in PAGE
