"""What a printed form and a caller promise hangs on tests that fail when it stops being true."""

import ast
from pathlib import Path

from flask_babel.speaklater import LazyString

from forms import paper_messages

STORE, CALLS = "store/test_paper.py", "manage/test_paper_calls.py"
FLOOR = (
    "citizen/test_promises.py",
    "test_the_office_sees_nothing_of_fewer_than_five",
)
KEPT_BY = {
    "GROUPED": [FLOOR],
    "SERIAL_WHY": [
        (
            STORE,
            "test_a_form_typed_twice_as_a_first_entry_is_refused_and_the_first_stays",
        ),
        (STORE, "test_after_closing_nothing_joins_a_serial_to_its_batch"),
        (
            STORE,
            "test_a_closed_batch_is_answers_of_its_class_and_day_and_nothing_else_stays",
        ),
    ],
    "CALL_FREE": [(CALLS, "test_who_refuses_is_counted_and_nothing_else")],
    "CALL_ANONYMOUS": [
        (
            CALLS,
            "test_no_table_has_room_for_a_name_or_a_number_of_who_was_called",
        ),
        FLOOR,
    ],
    "CALL_THANKS": [
        (
            CALLS,
            "test_no_table_has_room_for_a_name_or_a_number_of_who_was_called",
        )
    ],
}


def functions_in(file: str) -> set[str]:
    tree = ast.parse((Path(__file__).parents[1] / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_hangs_on_a_test_that_is_there() -> None:
    for name, tests in KEPT_BY.items():
        assert isinstance(getattr(paper_messages, name), LazyString)
        for file, test in tests:
            assert test in functions_in(file)
