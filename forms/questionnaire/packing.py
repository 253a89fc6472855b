"""Answers packed into one character for each question, in the order of the questionnaire."""

from collections.abc import Collection, Mapping

from forms.questionnaire.model import Question, Questionnaire

# Levels 1 to 35.
LEVELS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOT_APPLICABLE = "x"
NOT_ANSWERED = "-"
NOT_ASKED = "."
UNREADABLE = "?"
YES, NO = "yes", "no"

Answer = str | int


def pack(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], *, full: bool
) -> str:
    """Return the answers to what a wave asks of everyone; see `pack_asked`."""
    asked = questionnaire.asked_positions(full=full)
    return pack_asked(questionnaire, answers, asked=asked)


def pack_asked(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    asked: Collection[int],
) -> str:
    """Return the answers to the questions at the positions `asked`, as the store keeps them.

    `answers` holds, by question code, a level or a packed character, and by filter code
    `yes` or `no`. After a `no` the questions that hang on the filter count as not asked,
    whatever was sent; an unanswered filter changes nothing.
    Raises ValueError for a code or answer that this questionnaire does not have.
    """
    _refuse_unknown_codes(questionnaire, answers, asked=asked)
    return "".join(
        (
            _packed_answer(questionnaire, question, answers)
            if position in asked
            else NOT_ASKED
        )
        for position, question in enumerate(questionnaire.questions)
    )


def check_packed(questionnaire: Questionnaire, scores: str) -> None:
    """Raise ValueError unless the packed answers fit the questionnaire."""
    questions = questionnaire.questions
    if len(scores) != len(questions):
        raise ValueError(
            f"scores must have {len(questions)} characters, got {len(scores)}"
        )
    for question, character in zip(questions, scores, strict=True):
        if character not in (*_answer_characters(questionnaire, question), NOT_ASKED):
            raise _refusal(questionnaire, question, character)


def has_scored_answer(scores: str) -> bool:
    """Tell whether at least one question was answered with a level of its scale."""
    return any(character in LEVELS for character in scores)


def _packed_answer(
    questionnaire: Questionnaire, question: Question, answers: Mapping[str, object]
) -> str:
    condition = questionnaire.filter_of(question)
    if condition is not None and answers.get(condition.code) == NO:
        return NOT_ASKED
    answer = answers.get(question.code, NOT_ANSWERED)
    if isinstance(answer, str):
        character = answer
    elif isinstance(answer, int) and 1 <= answer <= len(LEVELS):
        character = LEVELS[answer - 1]
    else:
        character = ""
    if character not in _answer_characters(questionnaire, question):
        raise _refusal(questionnaire, question, answer)
    return character


def _answer_characters(
    questionnaire: Questionnaire, question: Question
) -> tuple[str, ...]:
    """Return the characters that an asked question may be stored with."""
    levels = LEVELS[: questionnaire.scale.levels]
    extra = NOT_APPLICABLE if question.not_applicable is not None else ""
    return (*levels, *extra, NOT_ANSWERED, UNREADABLE)


def _refuse_unknown_codes(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    asked: Collection[int],
) -> None:
    known = {questionnaire.questions[position].code for position in asked}
    known |= {condition.code for condition in questionnaire.filters}
    known |= {question.code for question in questionnaire.choice_questions}
    for code in answers:
        if code not in known:
            raise ValueError(
                f'"{code}" is not asked by questionnaire "{questionnaire.code}"'
            )


def _refusal(
    questionnaire: Questionnaire, question: Question, found: object
) -> ValueError:
    offered = " or x" if question.not_applicable is not None else ""
    return ValueError(
        f"score must be 1 to {questionnaire.scale.levels}{offered}, "
        f'got {found!r} (question "{question.code}")'
    )
