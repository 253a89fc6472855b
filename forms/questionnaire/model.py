"""A questionnaire: what is asked, on which scale, and which questions make the index."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forms.questionnaire.choices import ChoiceQuestion
from forms.questionnaire.parts import Band, Part

Status = Literal["official", "own", "draft"]
IndexRule = Literal["pooled", "mean_of_criteria", "fixed_weights", "weighted_parts"]
# What an answer adds to an index: 1 where it is satisfied, or its level as a share of the highest.
Scoring = Literal["satisfied", "level"]
ScaleOrder = Literal["worst_first", "best_first"]
MeasureKind = Literal["question", "factor", "part", "index"]

INDEX = "index"


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers on offer. `labels[0]` is level 1, the lowest; levels from `satisfied_from` up are satisfied."""

    labels: tuple[str, ...]
    satisfied_from: int
    order: ScaleOrder

    @property
    def levels(self) -> int:
        """The number of levels."""
        return len(self.labels)

    def shown_levels(self) -> tuple[int, ...]:
        """Return the levels in the order in which a page lists them."""
        worst_first = range(1, self.levels + 1)
        return tuple(
            reversed(worst_first) if self.order == "best_first" else worst_first
        )


@dataclass(frozen=True, slots=True)
class Factor:
    """A group of questions with a result of its own. `weight` is set under `fixed_weights` only.

    `part` is the code of the part that it belongs to, where the questionnaire has parts.
    """

    code: str
    name: str
    weight: float | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Without a factor it is the overall question, which is no part of the index.

    `not_applicable` is the label of the answer "does not apply", where it is offered.
    `draft` says that the wording was not verified against its source.
    """

    code: str
    text: str
    factor: str | None
    core: bool
    not_applicable: str | None
    draft: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A yes-or-no question; the questions of its factor are asked only of those who say yes."""

    code: str
    text: str
    yes: str
    no: str
    factor: str


Item = Question | Filter | ChoiceQuestion


@dataclass(frozen=True, slots=True)
class Measure:
    """A set of questions that has a result: one question, a factor, a part or the whole index."""

    code: str
    kind: MeasureKind
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of a questionnaire. Positions count from 0 in the order of the file.

    `questions` are those with a score; only they have positions, factors and measures.

    `language_version` tells one translation from the next; it is empty for the source.
    """

    code: str
    version: str
    title: str
    status: Status
    year: int
    legal_basis: str
    note: str
    index_rule: IndexRule
    scale: Scale
    factors: tuple[Factor, ...]
    questions: tuple[Question, ...]
    filters: tuple[Filter, ...]
    parts: tuple[Part, ...] = ()
    bands: tuple[Band, ...] = ()
    scoring: Scoring = "satisfied"
    choice_questions: tuple[ChoiceQuestion, ...] = ()
    digest: str = ""
    language: str = "vi"
    language_version: str = ""

    @property
    def is_pooled(self) -> bool:
        """Tell whether the index is the share of satisfied answers among all given, each weighing the same."""
        return self.index_rule == "pooled" and self.scoring == "satisfied"

    @property
    def weighed(self) -> tuple[Factor | Part, ...]:
        """What the index is a weighted mean of; nothing where it is made otherwise."""
        if self.index_rule == "fixed_weights":
            return self.factors
        return self.parts if self.index_rule == "weighted_parts" else ()

    @property
    def index_positions(self) -> tuple[int, ...]:
        """The questions that belong to a factor."""
        return tuple(
            position
            for position, question in enumerate(self.questions)
            if question.factor is not None
        )

    @property
    def core_positions(self) -> tuple[int, ...]:
        """The questions that everyone is asked in every wave."""
        return self.asked_positions(full=False)

    @property
    def rest_positions(self) -> tuple[int, ...]:
        """The questions outside the core."""
        return tuple(
            position
            for position, question in enumerate(self.questions)
            if not question.core
        )

    def asked_positions(self, *, full: bool) -> tuple[int, ...]:
        """Return the questions that a wave asks: all of them, or the core."""
        return tuple(
            position
            for position, question in enumerate(self.questions)
            if full or question.core
        )

    def as_asked(self, *, full: bool) -> tuple[Question, ...]:
        """Return the questions that a wave asks, in the order shown."""
        return tuple(
            self.questions[position] for position in self.asked_positions(full=full)
        )

    def asked_choices(self, *, full: bool) -> tuple[ChoiceQuestion, ...]:
        """Return the questions without a score that a wave asks, in the order of the file."""
        return tuple(one for one in self.choice_questions if full or one.core)

    def as_shown(self, *, full: bool) -> tuple[Item, ...]:
        """Return what a page shows of the questions that a wave asks of everyone."""
        waiting = list(self.asked_choices(full=full))
        shown: list[Item] = []
        for position in self.asked_positions(full=full):
            while waiting and waiting[0].place <= position:
                shown.append(waiting.pop(0))
            condition = self.filter_of(self.questions[position])
            if condition is not None and condition not in shown:
                shown.append(condition)
            shown.append(self.questions[position])
        return (*shown, *waiting)

    def shown(self, positions: Sequence[int]) -> tuple[Question | Filter, ...]:
        """Return scored questions as a page shows them, each filter before the first that hangs on it."""
        shown: list[Question | Filter] = []
        for question in (self.questions[position] for position in positions):
            condition = self.filter_of(question)
            if condition is not None and condition not in shown:
                shown.append(condition)
            shown.append(question)
        return tuple(shown)

    def filter_of(self, question: Question) -> Filter | None:
        """Return the filter that decides whether a question is asked."""
        for condition in self.filters:
            if condition.factor == question.factor:
                return condition
        return None

    def measures(self, *, full: bool) -> tuple[Measure, ...]:
        """Return what a wave measures: each question asked, each factor and part, the index last."""
        asked = self.asked_positions(full=full)
        by_question = [
            Measure(self.questions[position].code, "question", (position,))
            for position in asked
        ]
        by_factor = [
            Measure(
                factor.code,
                "factor",
                tuple(p for p in asked if self.questions[p].factor == factor.code),
            )
            for factor in self.factors
        ]
        part_of = {factor.code: factor.part for factor in self.factors}
        by_part = [
            Measure(
                part.code,
                "part",
                tuple(
                    p
                    for p in asked
                    if part_of.get(self.questions[p].factor or "") == part.code
                ),
            )
            for part in self.parts
        ]
        in_index = tuple(p for p in asked if p in self.index_positions)
        return (*by_question, *by_factor, *by_part, Measure(INDEX, "index", in_index))


def digest_of(questionnaire: Questionnaire) -> str:
    """Return the SHA-256 of structure and wording: what a citizen meets and what is counted.

    Status, year, legal basis, note and draft marks are left out: verifying a wording
    against its source does not change what was asked.
    """
    content = {
        "format": 1,
        "code": questionnaire.code,
        "version": questionnaire.version,
        "title": questionnaire.title,
        "index_rule": questionnaire.index_rule,
        "scale": {
            "labels": questionnaire.scale.labels,
            "satisfied_from": questionnaire.scale.satisfied_from,
            "order": questionnaire.scale.order,
        },
        "factors": [[f.code, f.name, f.weight] for f in questionnaire.factors],
        "questions": [
            [q.code, q.text, q.factor, q.core, q.not_applicable]
            for q in questionnaire.questions
        ],
        "filters": [
            [f.code, f.text, f.yes, f.no, f.factor] for f in questionnaire.filters
        ],
    }
    # What follows only where there is any: the digest of a questionnaire without it stays what it was.
    if questionnaire.parts:
        content["parts"] = [[p.code, p.name, p.weight] for p in questionnaire.parts]
        content["part_of"] = [[f.code, f.part] for f in questionnaire.factors]
    if questionnaire.bands:
        content["bands"] = [[b.code, b.name, b.lowest] for b in questionnaire.bands]
    if questionnaire.scoring != "satisfied":
        content["scoring"] = questionnaire.scoring
    if questionnaire.choice_questions:
        content["choice_questions"] = [
            [q.code, q.text, q.content, q.kind, q.core, q.most, q.place]
            + [[option.code, option.label, option.excludes] for option in q.options]
            for q in questionnaire.choice_questions
        ]
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
