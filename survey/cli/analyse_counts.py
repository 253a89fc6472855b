"""sipas analyse --counts: what a table of counts says, and what it cannot say."""

import json
from collections.abc import Sequence
from typing import Any

from analysis.ratings.counted import CountedQuestion, CountedUnit
from survey.language import translator
from survey.reports.numbers import Numbers


def counted_text(units: Sequence[CountedUnit], *, language: str, min_n: int) -> str:
    """Return each unit with its questions, without a line end after the last line."""
    _, numbers = translator(language).gettext, Numbers(language)
    lines = []
    for unit in units:
        lines.append(unit.name)
        for question in unit.questions:
            lines.append(f"  {question.name}: {_figure(question, numbers, min_n)}")
        if _is_shown(unit, min_n):
            message = _(
                "  Gộp các câu: %(share)s, từ %(n)s câu trả lời; khoảng tin cậy không tính được."
            )
            share = numbers.points(unit.share)
            lines.append(message % {"share": share, "n": numbers.count(unit.n_answers)})
    lines.append(
        _(
            "Khoảng tin cậy Wilson cho từng câu. Bảng số đếm không cho biết ai trả lời những câu nào, "
            "nên không có khoảng cho nhiều câu gộp lại, không so sánh, không xếp hạng."
        )
    )
    return "\n".join(lines)


def counted_json(units: Sequence[CountedUnit], *, min_n: int) -> str:
    """Return the same for programs: shares 0 to 1, null where withheld or not to be had."""
    found = [
        {
            "unit": unit.name,
            "share": unit.share if _is_shown(unit, min_n) else None,
            "interval": None,
            "n_answers": unit.n_answers if _is_shown(unit, min_n) else None,
            "questions": [_as_json(question, min_n) for question in unit.questions],
        }
        for unit in units
    ]
    return json.dumps(found, ensure_ascii=False, indent=2)


def _is_shown(unit: CountedUnit, min_n: int) -> bool:
    return all(question.n >= max(min_n, 1) for question in unit.questions)


# Any: what JSON holds.
def _as_json(question: CountedQuestion, min_n: int) -> dict[str, Any]:
    if question.n < max(min_n, 1):
        return {"question": question.name, "n": None, "share": None, "interval": None}
    return {
        "question": question.name,
        "n": question.n,
        "counts": list(question.counts),
        "share": question.share,
        "interval": [question.low, question.high],
        "method": "wilson",
    }


def _figure(question: CountedQuestion, numbers: Numbers, min_n: int) -> str:
    _ = translator(numbers.language).gettext
    if question.n < max(min_n, 1):
        return _("dưới %(n)s") % {"n": max(min_n, 1)}
    estimate = numbers.estimate(question.share, question.low, question.high)
    return f"{estimate}, n = {numbers.count(question.n)}"
