"""Rules of a questionnaire file: the form of codes and weights, and what concerns several tables."""

import math
import re
from collections.abc import Collection, Sequence

from forms.questionnaire import reasons
from forms.questionnaire.choices import SATISFACTION
from forms.questionnaire.document import Table
from forms.questionnaire.model import INDEX, Questionnaire

# The store's constraint on packed answers.
MOST_QUESTIONS = 120
# Codes are names of form fields and measures, so these would hide something of the form's or the tally's.
RESERVED_CODES = frozenset(
    (
        "answers asked_fields comment csrf_token data errors form_errors form_token full "
        "helped hidden_tag is_submitted meta populate_obj positions post_process process questionnaire "
        f"service_field stage validate validate_on_submit {INDEX}"
    ).split()
)


def code(
    table: Table, *, marks: str = "_", reserved: Collection[str] = RESERVED_CODES
) -> str:
    """Return a table's code, and note where it has not the form of one."""
    found = table.text("code")
    if found and not re.fullmatch(f"[a-z][a-z0-9{marks}]*", found, re.ASCII):
        table.mistake("code", reasons.CODE_FORM, found=found, marks=marks)
    elif found in reserved:
        table.mistake("code", reasons.CODE_RESERVED, found=found)
    return found


def version(table: Table) -> str:
    """Return the version, and note where it could not stand in a file name."""
    found = table.text("version")
    if found and not re.fullmatch("[A-Za-z0-9.-]+", found, re.ASCII):
        table.mistake("version", reasons.VERSION_FORM, found=found)
    return found


def weight(table: Table) -> float | None:
    """Return a factor's weight, None where there is none."""
    found = table.values.get("weight")
    if found is None:
        return None
    if (
        isinstance(found, bool)
        or not isinstance(found, (int, float))
        or not 0 < found <= 1
    ):
        table.mistake("weight", reasons.WEIGHT_VALUE, found=found)
        return None
    return float(found)


def check(top: Table, questionnaire: Questionnaire) -> None:
    """Note what is wrong between the tables of a file."""
    _check_status(top, questionnaire)
    _check_counts(top, questionnaire)
    _check_codes(top)
    _check_factors(top, questionnaire)
    _check_weights(top, questionnaire)
    _check_overall(top)
    _check_filters(top, questionnaire)


def _check_status(top: Table, questionnaire: Questionnaire) -> None:
    if questionnaire.status == "draft" and "note" not in top.values:
        top.mistake("note", reasons.NO_NOTE)
    if questionnaire.status != "official":
        return
    if "legal_basis" not in top.values:
        top.mistake("legal_basis", reasons.NO_LEGAL_BASIS)
    for table in top.tables("question"):
        if table.values.get("draft") is True:
            table.mistake("draft", reasons.DRAFT_IN_OFFICIAL)


def _check_counts(top: Table, questionnaire: Questionnaire) -> None:
    if top.values.get("factor", []) == []:
        top.mistake("factor", reasons.NO_FACTORS)
    if not questionnaire.questions:
        top.mistake("question", reasons.NO_QUESTIONS)
    n_questions = len(questionnaire.questions) + len(questionnaire.choice_questions)
    if n_questions > MOST_QUESTIONS:
        top.mistake(
            "question",
            reasons.TOO_MANY_QUESTIONS,
            highest=MOST_QUESTIONS,
            found=n_questions,
        )


def _check_codes(top: Table) -> None:
    """Note every second use of a code: questions, factors, parts and filters share one list of names."""
    seen: dict[str, str] = {}
    for kind in ("part", "factor", "filter", "question"):
        for number, table in enumerate(top.tables(kind), start=1):
            found = table.values.get("code")
            if not isinstance(found, str):
                continue
            if found in seen:
                table.mistake(
                    "code", reasons.CODE_TAKEN, found=found, first=seen[found]
                )
            seen.setdefault(found, f"{kind}[{number}]")


def _check_factors(top: Table, questionnaire: Questionnaire) -> None:
    codes = [factor.code for factor in questionnaire.factors]
    for kind in ("question", "filter"):
        for table in top.tables(kind):
            found = table.values.get("factor")
            if isinstance(found, str) and found and found not in codes:
                table.mistake(
                    "factor",
                    reasons.FACTOR_UNKNOWN,
                    found=found,
                    known=", ".join(codes),
                )
    for table, factor in zip(top.tables("factor"), questionnaire.factors, strict=True):
        asked = [q for q in questionnaire.questions if q.factor == factor.code]
        if not asked:
            table.mistake("code", reasons.FACTOR_EMPTY, found=factor.code)
        elif not any(question.core for question in asked):
            # A wave that asks the core only would have a factor without any answer.
            table.mistake("code", reasons.FACTOR_NO_CORE, found=factor.code)


def _check_weights(top: Table, questionnaire: Questionnaire) -> None:
    weights = [factor.weight for factor in questionnaire.factors]
    are_used = questionnaire.index_rule == "fixed_weights"
    for table in top.tables("factor"):
        if are_used and "weight" not in table.values:
            table.mistake("weight", reasons.WEIGHT_MISSING)
        elif "weight" in table.values and not are_used:
            table.mistake("weight", reasons.WEIGHT_UNUSED)
    if are_used:
        check_weight_sum(top, weights)


def check_weight_sum(top: Table, weights: Sequence[float | None]) -> None:
    """Note where weights, each of them given, do not add up to 1."""
    given = [one for one in weights if one is not None]
    # Weights such as 0.1 are not exact in binary, so their sum is compared loosely.
    if len(given) == len(weights) > 0 and not math.isclose(
        sum(given), 1.0, abs_tol=1e-9
    ):
        top.mistake("index_rule", reasons.WEIGHT_SUM, found=round(sum(given), 9))


def _check_overall(top: Table) -> None:
    overall = [
        table
        for table in top.tables("question")
        # Questions of perception and expectation belong to no factor, and none is the overall one.
        if "factor" not in table.values
        and table.values.get("content", SATISFACTION) == SATISFACTION
    ]
    for table in overall[1:]:
        table.mistake(
            "code",
            reasons.SECOND_OVERALL,
            first=overall[0].values.get("code", ""),
        )


def _check_filters(top: Table, questionnaire: Questionnaire) -> None:
    seen: set[str] = set()
    for table, condition in zip(
        top.tables("filter"), questionnaire.filters, strict=True
    ):
        if condition.factor and condition.factor in seen:
            table.mistake("factor", reasons.FILTER_SECOND, found=condition.factor)
        seen.add(condition.factor)
        if condition.yes and condition.yes == condition.no:
            table.mistake("no", reasons.FILTER_SAME)
