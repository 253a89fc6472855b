"""The auditor reads the trail in words: nothing that the service notes is shown as the code writes it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import survey
from survey.manage.audit_words import DETAIL_NAMES, DETAIL_VALUES
from survey.store.audit import ACTIONS

# How the calls that note something are named, and which of their words are no details.
NOTING = {"note", "note_change", "to_new_draft", "_decide"}
# These are told by place, not by name, what is done.
WHAT_IS_DONE = {"note", "_decide"}
NO_DETAIL = {"at", "actor", "action", "object", "details", "code", "made_from", "after"}
# Keys whose values are words of the code; elsewhere a value is a name, a day or a number.
OF_WORDS = {"what", "step", "by", "kind"}


def test_every_key_and_word_of_the_trail_is_named() -> None:
    noted = {(key, word) for call in noting_calls() for key, word in details(call)}
    # The words that a function is given are looked for where it is called.
    assert {("step", "given up"), ("what", "pause"), ("what", "copied")} <= noted
    assert {key for key, _word in noted} - set(DETAIL_NAMES) == set()
    words = {word for key, word in noted if key in OF_WORDS and word} - set(ACTIONS)
    assert words - set(DETAIL_VALUES) == set()


def noting_calls() -> Iterator[ast.Call]:
    """Yield every call of the service that notes something in the trail."""
    for file in Path(survey.__file__).parent.rglob("*.py"):
        text = file.read_text("utf-8")
        if "note" in text and any(f"{name}(" in text for name in NOTING):
            yield from (
                node
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Call) and name_of(node.func) in NOTING
            )


def name_of(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
    )


def details(call: ast.Call) -> Iterator[tuple[str, str]]:
    """Yield the key of each detail, with its value where that is written in the call."""
    if name_of(call.func) in WHAT_IS_DONE:
        yield from (("what", word_of(given)) for given in call.args)
    for given in call.keywords:
        if given.arg and given.arg not in NO_DETAIL:
            yield given.arg, word_of(given.value)


def word_of(value: ast.expr) -> str:
    written = value.value if isinstance(value, ast.Constant) else ""
    return written if isinstance(written, str) else ""
