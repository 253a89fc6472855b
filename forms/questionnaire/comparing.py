"""Two versions of a questionnaire beside each other, and what of them can be compared over time.

A question's results can be set beside earlier ones while people were asked the same words about the
same thing on the same scale. Moving it, or asking it of everybody, changes neither.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from forms.questionnaire.beside import SOURCE
from forms.questionnaire.choices import ChoiceQuestion
from forms.questionnaire.model import (
    Factor,
    Filter,
    Measure,
    Question,
    Questionnaire,
)
from forms.questionnaire.parts import Part

Asked = Question | ChoiceQuestion
SCALE_KEYS = ("labels", "satisfied_from", "order")
HEAD = ("title", "status", "year", "legal_basis", "note", "index_rule", "scoring")
# Of a question: what people meet, then where it belongs.
MET = ("text", "not_applicable", "content", "kind", "options", "most")
BELONGS = ("factor", "core")


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """What became of one question. Numbers count from 1; `differs` names the keys that changed.

    `filter` is among them where the question before it, on which it hangs, is not the same.
    """

    code: str
    before: Asked | None
    after: Asked | None
    number_before: int | None
    number_after: int | None
    differs: tuple[str, ...]
    is_moved: bool
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What became of a factor, a part or a band: its name, empty where it is not there, and its weight."""

    kind: str
    code: str
    before: str
    after: str
    weight_before: float | None = None
    weight_after: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. `index` names why indices cannot be compared; empty where they can."""

    head: tuple[str, ...]
    scale: tuple[str, ...]
    groups: tuple[GroupChange, ...]
    questions: tuple[QuestionChange, ...]
    index: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether people are asked the same."""
        return not (self.scale or self.groups) and not any(
            one.differs or one.is_moved or None in (one.before, one.after)
            for one in self.questions
        )


def compare(before: Questionnaire, after: Questionnaire) -> Comparison:
    """Return what differs between two questionnaires; their questions are matched by code."""
    scale = _differing(before.scale, after.scale, SCALE_KEYS)
    questions = tuple(_questions(before, after, is_other_scale=bool(scale)))
    groups = tuple(_groups(before, after))
    return Comparison(
        head=_differing(before, after, HEAD),
        scale=scale,
        groups=groups,
        questions=questions,
        index=tuple(_against_index(before, after, questions, scale)),
    )


def comparable_codes(before: Questionnaire, after: Questionnaire) -> frozenset[str]:
    """Return the codes of the questions whose results can be set beside each other."""
    return frozenset(
        one.code for one in compare(before, after).questions if one.is_comparable
    )


def index_key(questionnaire: Questionnaire, *, full: bool) -> str:
    """Return what tells indices apart that cannot be set beside each other over time.

    Two waves with the same key asked the same questions of the index on the same scale, and made the
    same sum of them. What else they asked, and the order, is left out.
    """
    asked = questionnaire.asked_positions(full=full)
    scale = questionnaire.scale
    return _digest(
        [
            questionnaire.index_rule,
            questionnaire.scoring,
            [scale.labels, scale.satisfied_from, scale.order],
            sorted((each.code, each.weight) for each in questionnaire.weighed),
            sorted(
                (
                    *_wording(questionnaire, question),
                    _weighed_group(questionnaire, question),
                )
                for position in questionnaire.index_positions
                if position in asked
                for question in (questionnaire.questions[position],)
            ),
        ]
    )


def measure_key(questionnaire: Questionnaire, measure: Measure, *, full: bool) -> str:
    """Return what tells figures of a measure apart that cannot be set beside each other over time.

    That of the index is its `index_key`; a question's, factor's or part's is made of its own questions,
    whose answers are pooled.
    """
    if measure.kind == "index":
        return index_key(questionnaire, full=full)
    scale = questionnaire.scale
    return _digest(
        [
            questionnaire.scoring,
            [scale.labels, scale.satisfied_from, scale.order],
            sorted(
                _wording(questionnaire, questionnaire.questions[position])
                for position in measure.positions
            ),
        ]
    )


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _wording(
    questionnaire: Questionnaire, question: Question
) -> tuple[str, str, str, tuple[object, ...]]:
    """Return what is asked, of whom, and how it can be left out."""
    return (
        question.code,
        question.text,
        question.not_applicable or "",
        _filter_before(questionnaire, question) or (),
    )


def _weighed_group(questionnaire: Questionnaire, question: Question) -> str:
    """Return what a question is weighed with; empty where nothing is weighed."""
    if questionnaire.index_rule == "fixed_weights":
        return question.factor or ""
    if questionnaire.index_rule != "weighted_parts":
        return ""
    parts = {factor.code: factor.part or "" for factor in questionnaire.factors}
    return parts.get(question.factor or "", "")


def _asked(questionnaire: Questionnaire) -> dict[str, Asked]:
    """Return all questions by code, in the order of the file."""
    shown = questionnaire.as_shown(full=True)
    return {one.code: one for one in shown if not isinstance(one, Filter)}


def _questions(
    before: Questionnaire, after: Questionnaire, *, is_other_scale: bool
) -> Iterator[QuestionChange]:
    """Give the questions in the order of the later version, each removed one where it stood."""
    earlier, later = _asked(before), _asked(after)
    codes_before, codes_after = list(earlier), list(later)
    # What stays in order is one long common sequence; whatever else is in both was moved.
    matcher = SequenceMatcher(None, codes_before, codes_after, autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        gone = [code for code in codes_before[first:last] if code not in later]
        for code in (*gone, *codes_after[start:end]):
            one, other = earlier.get(code), later.get(code)
            differs = _question_differs(before, after, one, other)
            yield QuestionChange(
                code=code,
                before=one,
                after=other,
                number_before=codes_before.index(code) + 1 if one else None,
                number_after=codes_after.index(code) + 1 if other else None,
                differs=differs,
                is_moved=None not in (one, other) and what != "equal",
                is_comparable=None not in (one, other)
                and not set(differs) - set(BELONGS)
                and not (is_other_scale and isinstance(other, Question)),
            )


def _question_differs(
    before: Questionnaire,
    after: Questionnaire,
    one: Asked | None,
    other: Asked | None,
) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    found = _differing(one, other, (*MET, *BELONGS))
    if _filter_before(before, one) != _filter_before(after, other):
        found = (*found, "filter")
    return found


def _filter_before(
    questionnaire: Questionnaire, question: Asked
) -> tuple[str, str, str] | None:
    """Return what is asked before a question to find out whether it is asked at all."""
    if not isinstance(question, Question):
        return None
    found = questionnaire.filter_of(question)
    return None if found is None else (found.text, found.yes, found.no)


def _groups(before: Questionnaire, after: Questionnaire) -> Iterator[GroupChange]:
    for kind in ("part", "factor", "band"):
        earlier = {one.code: one for one in getattr(before, f"{kind}s")}
        later = {one.code: one for one in getattr(after, f"{kind}s")}
        for code in {**earlier, **later}:
            one, other = earlier.get(code), later.get(code)
            if one != other:
                # A band has a lowest value where the others have a weight.
                key = "lowest" if kind == "band" else "weight"
                yield GroupChange(
                    kind=kind,
                    code=code,
                    before=one.name if one else "",
                    after=other.name if other else "",
                    weight_before=getattr(one, key, None),
                    weight_after=getattr(other, key, None),
                )


def _against_index(
    before: Questionnaire,
    after: Questionnaire,
    questions: tuple[QuestionChange, ...],
    scale: tuple[str, ...],
) -> Iterator[str]:
    """Give what keeps the indices of two versions from being compared."""
    if scale:
        yield "scale"
    if (before.index_rule, before.scoring) != (after.index_rule, after.scoring):
        yield "index_rule"
    if _weights(before) != _weights(after):
        yield "weight"
    in_index = [
        one
        for one in questions
        if any(
            isinstance(asked, Question) and asked.factor is not None
            for asked in (one.before, one.after)
        )
    ]
    if any(one.before is None or one.after is None for one in in_index):
        yield "questions"
    elif not scale and not all(one.is_comparable for one in in_index):
        yield "text"
    # What a wave asks depends on the core mark only where it asks the core.
    for key in ("factor", "core"):
        if any(key in one.differs for one in in_index):
            yield key


def _weights(questionnaire: Questionnaire) -> dict[str, float | None]:
    weighted: tuple[Part | Factor, ...] = (
        *questionnaire.parts,
        *questionnaire.factors,
    )
    return {one.code: one.weight for one in weighted if one.weight is not None}


def _differing(one: object, other: object, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that differ; one that a kind of question has not is nothing there."""
    return tuple(
        key for key in keys if getattr(one, key, None) != getattr(other, key, None)
    )


def left_behind(
    before: Mapping[str, Questionnaire], after: Mapping[str, Questionnaire]
) -> tuple[tuple[str, str], ...]:
    """Return language and code of each question that says something else in Vietnamese alone."""
    found = []
    for language in after:
        if language == SOURCE or language not in before:
            continue
        changed = _reworded(before[SOURCE], after[SOURCE])
        translated = _reworded(before[language], after[language])
        found += [(language, code) for code in changed if code not in translated]
    return tuple(found)


def _reworded(before: Questionnaire, after: Questionnaire) -> list[str]:
    said = {"text", "not_applicable", "options"}
    return [
        one.code for one in compare(before, after).questions if said & set(one.differs)
    ]
