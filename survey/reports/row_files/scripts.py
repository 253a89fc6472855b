"""Scripts in Python and R that make the report's tables again from a wave's row file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.reports.row_files.contents import RowFile

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class _Measure:
    """A factor, the index or a question with the columns that make it."""

    code: str
    columns: tuple[str, ...]


def python_script(file: RowFile) -> str:
    """Return the script for the file's questionnaire; it asks for nothing but Python."""
    index, factors, others, questions = _measures(file)
    structure = {
        "is_pooled": file.questionnaire.is_pooled,
        "levels": file.questionnaire.scale.levels,
        "satisfied_from": file.questionnaire.scale.satisfied_from,
        "index": index,
        "factors": [[one.code, one.columns] for one in factors],
        "others": [[one.code, one.columns] for one in others],
        "questions": [
            {"code": one.code, "column": one.columns[0]} for one in questions
        ],
    }
    return _filled("tables_in_python.txt", file, json.dumps(structure, indent=1))


def r_script(file: RowFile) -> str:
    """Return the same for R, base packages only."""
    index, factors, others, questions = _measures(file)
    is_pooled = file.questionnaire.is_pooled
    structure = "\n".join(
        (
            "list(",
            f"  is_pooled = {'TRUE' if is_pooled else 'FALSE'},",
            f"  levels = {file.questionnaire.scale.levels},",
            f"  satisfied_from = {file.questionnaire.scale.satisfied_from},",
            f"  index = {_vector(index)},",
            f"  factors = {_list(factors)},",
            f"  others = {_list(others)},",
            f"  questions = {_list(questions)}",
            ")",
        )
    )
    return _filled("tables_in_r.txt", file, structure)


def _measures(
    file: RowFile,
) -> tuple[
    tuple[str, ...], tuple[_Measure, ...], tuple[_Measure, ...], tuple[_Measure, ...]
]:
    """Return the index, the factors, the questions outside both, and all questions that were asked."""
    column = [variable.name for variable in file.variables if variable.question]
    measures = [
        (one.kind, _Measure(one.code, tuple(column[at] for at in one.positions)))
        for one in file.questionnaire.measures(full=file.instrument.full)
        if one.positions
    ]
    index = next((one.columns for kind, one in measures if kind == "index"), ())
    counts_satisfied = file.questionnaire.scoring == "satisfied"
    # A mean of criteria is no share of answers, in a factor as little as in the index.
    pools_factors = (
        counts_satisfied and file.questionnaire.index_rule != "mean_of_criteria"
    )
    questions = tuple(one for kind, one in measures if kind == "question")
    return (
        index,
        tuple(one for kind, one in measures if kind == "factor" and pools_factors),
        tuple(
            one for one in questions if counts_satisfied and one.columns[0] not in index
        ),
        questions,
    )


def _filled(name: str, file: RowFile, structure: str) -> str:
    text = (_FOLDER / name).read_text("utf-8")
    return text.replace("@WAVE@", file.wave_code).replace("@STRUCTURE@", structure)


def _list(measures: Sequence[_Measure]) -> str:
    named = (f"`{one.code}` = {_vector(one.columns)}" for one in measures)
    return f"list({', '.join(named)})"


def _vector(columns: Sequence[str]) -> str:
    return f"c({', '.join(json.dumps(column) for column in columns)})"
