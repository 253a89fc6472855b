"""Draws answers as people give them: some are kind to all, some tick straight down, some stop half-way."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forms.questionnaire import Questionnaire
from forms.questionnaire.packing import (
    LEVELS,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_ASKED,
)

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
ByteArray = npt.NDArray[np.uint8]

STAGES = ("", "submit", "receive", "supplement", "ask")
STAGE_SHARES = (0.15, 0.34, 0.36, 0.08, 0.07)
# Where nothing was handed over yet, most say so of the questions about the result.
SHARE_WITHOUT_RESULT = {
    "": 0.25,
    "submit": 0.70,
    "receive": 0.01,
    "supplement": 0.65,
    "ask": 0.60,
}
# People whose papers were sent back are less content; on the latent scale of the answers.
STAGE_EFFECTS = (0.0, 0.0, 0.1, -0.45, -0.05)
SHARE_DOES_NOT_APPLY = 0.06
SHARE_STRAIGHT_LINES = 0.07
STRAIGHT_LINE_LEVELS, STRAIGHT_LINE_SHARES = (3, 4, 5), (0.15, 0.55, 0.30)
SHARE_BREAKING_OFF = 0.05
SHARE_SKIPPED = 0.015
FILTER_ANSWERS, FILTER_SHARES = ("yes", "no", ""), (0.22, 0.63, 0.15)
ENGLISH_SHARE = 0.02
PERSON_SPREAD, ANSWER_SPREAD = 0.75, 0.65
# Cut points of the latent scale; about four answers in five are "satisfied" or better at 0.
CUTS = (-2.35, -1.65, -0.85, 0.55)
CLEARLY_DIFFERENT, SLIGHTLY_DIFFERENT = 0.65, 0.06


@dataclass(frozen=True, slots=True)
class Drawn:
    """Answers in the order drawn, packed as the store keeps them."""

    scores: tuple[str, ...]
    choices: tuple[str, ...]
    stages: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeEffects:
    """How much better or worse an office is, in all and by factor, on the latent scale."""

    overall: FloatArray
    by_factor: FloatArray


def draw_office_effects(
    rng: np.random.Generator, *, n_offices: int, n_factors: int
) -> OfficeEffects:
    """Make most offices alike, one in ten clearly better and one in ten clearly worse."""
    overall = rng.normal(0, SLIGHTLY_DIFFERENT, n_offices)
    n_different = n_offices // 10
    chosen = rng.permutation(n_offices)[: 2 * n_different]
    overall[chosen[:n_different]] += CLEARLY_DIFFERENT
    overall[chosen[n_different:]] -= CLEARLY_DIFFERENT
    return OfficeEffects(overall, rng.normal(0, 0.1, (n_offices, n_factors)))


def draw_answers(
    rng: np.random.Generator,
    questionnaire: Questionnaire,
    *,
    offices: IntArray,
    effects: OfficeEffects,
    difficulty: FloatArray,
    lift: float,
) -> Drawn:
    """Draw one answered form for each entry of `offices`, with all questions asked."""
    n = len(offices)
    stage = rng.choice(len(STAGES), n, p=STAGE_SHARES)
    levels = _levels(
        rng,
        questionnaire,
        latent=effects.overall[offices] + np.take(STAGE_EFFECTS, stage) + lift,
        by_factor=effects.by_factor[offices],
        difficulty=difficulty,
    )
    packed = _characters(LEVELS)[levels - 1]
    packed[_not_applicable(rng, questionnaire, stage)] = ord(NOT_APPLICABLE)
    answered_filter = rng.choice(len(FILTER_ANSWERS), n, p=FILTER_SHARES)
    packed[_skipped(rng, *levels.shape)] = ord(NOT_ANSWERED)
    _apply_filters(packed, questionnaire, answered_filter)
    # Nobody sends an empty form: it would be refused.
    first = questionnaire.index_positions[0]
    packed[:, first] = _characters(LEVELS)[levels[:, first] - 1]
    return Drawn(
        scores=tuple(row.tobytes().decode("ascii") for row in packed),
        choices=tuple(_choices(questionnaire, choice) for choice in answered_filter),
        stages=tuple(STAGES[place] for place in stage),
        languages=tuple(
            "en" if is_english else "vi" for is_english in rng.random(n) < ENGLISH_SHARE
        ),
    )


def _levels(
    rng: np.random.Generator,
    questionnaire: Questionnaire,
    *,
    latent: FloatArray,
    by_factor: FloatArray,
    difficulty: FloatArray,
) -> IntArray:
    """Return the level of each answer, shape (people, questions)."""
    n = len(latent)
    codes = [factor.code for factor in questionnaire.factors]
    factor_effect = np.column_stack(
        [
            (
                np.zeros(n)
                if question.factor is None
                else by_factor[:, codes.index(question.factor)]
            )
            for question in questionnaire.questions
        ]
    )
    person = latent + rng.normal(0, PERSON_SPREAD, n)
    noise = rng.normal(0, ANSWER_SPREAD, factor_effect.shape)
    felt = person[:, None] + factor_effect + difficulty + noise
    levels = np.searchsorted(CUTS, felt).astype(np.int64) + 1
    straight = rng.random(n) < SHARE_STRAIGHT_LINES
    line = rng.choice(STRAIGHT_LINE_LEVELS, n, p=STRAIGHT_LINE_SHARES)
    levels[straight] = line[straight, None]
    return levels


def _not_applicable(
    rng: np.random.Generator, questionnaire: Questionnaire, stage: IntArray
) -> BoolArray:
    offered = np.array([q.not_applicable is not None for q in questionnaire.questions])
    about_result = np.array(
        [q.not_applicable == "Chưa có kết quả" for q in questionnaire.questions]
    )
    without_result = (
        rng.random(len(stage))
        < np.array([SHARE_WITHOUT_RESULT[name] for name in STAGES])[stage]
    )
    by_question = rng.random((len(stage), len(offered))) < SHARE_DOES_NOT_APPLY
    return np.where(about_result, without_result[:, None], by_question & offered)


def _skipped(rng: np.random.Generator, n: int, n_questions: int) -> BoolArray:
    """Return single questions passed over, and all after the point where a person stopped."""
    breaks_off = rng.random(n) < SHARE_BREAKING_OFF
    last = np.where(breaks_off, rng.integers(1, n_questions, n), n_questions)
    after_last = np.arange(n_questions) >= last[:, None]
    return after_last | (rng.random((n, n_questions)) < SHARE_SKIPPED)


def _apply_filters(
    packed: ByteArray, questionnaire: Questionnaire, answered: IntArray
) -> None:
    """Store the questions behind a filter as not asked after "no", mostly open after no answer."""
    depends = np.array(
        [questionnaire.filter_of(q) is not None for q in questionnaire.questions]
    )
    packed[np.ix_(answered == FILTER_ANSWERS.index("no"), depends)] = ord(NOT_ASKED)
    packed[np.ix_(answered == FILTER_ANSWERS.index(""), depends)] = ord(NOT_ANSWERED)


def _choices(questionnaire: Questionnaire, answered: int) -> str:
    answer = FILTER_ANSWERS[answered]
    if not answer:
        return ""
    # As pack_choices writes it; calling it twenty thousand times would take a second.
    return (
        "{"
        + ",".join(f'"{code}":"{answer}"' for code in _filter_codes(questionnaire))
        + "}"
    )


def _filter_codes(questionnaire: Questionnaire) -> list[str]:
    return sorted(condition.code for condition in questionnaire.filters)


def _characters(text: str) -> ByteArray:
    return np.frombuffer(text.encode("ascii"), np.uint8)
