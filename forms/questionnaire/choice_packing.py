"""Answers without a level, as the store keeps them: canonical JSON of codes, never of words.

`{"came": 3, "gave": "no", "heard": ["officer", "sign"]}`: filters and questions of which one option is
chosen hold its code, counts a number, several options a list in the order of the questionnaire, ranked
ones a list in the order of their places. What was not answered is left out.
"""

import json
from collections.abc import Collection, Mapping, Sequence

from forms.questionnaire.choices import COUNT, ONE_OF_MANY, RANK, ChoiceQuestion
from forms.questionnaire.model import Questionnaire
from forms.questionnaire.packing import NO, YES

Chosen = str | int | tuple[str, ...]


def pack_choices(questionnaire: Questionnaire, answers: Mapping[str, object]) -> str:
    """Return the answered filters and questions without a score; an empty text where there are none.

    A single chosen option is its code, a count a number or its digits, several options are a sequence
    of codes. Raises ValueError for what the questionnaire does not offer.
    """
    chosen: dict[str, object] = {}
    for condition in questionnaire.filters:
        if condition.code in answers:
            answer = answers[condition.code]
            if answer not in (YES, NO):
                raise ValueError(
                    f'filter answer must be "yes" or "no", got {answer!r} ("{condition.code}")'
                )
            chosen[condition.code] = answer
    for question in questionnaire.choice_questions:
        if question.code in answers:
            chosen[question.code] = canonical(question, answers[question.code])
    return json.dumps(chosen, sort_keys=True, separators=(",", ":")) if chosen else ""


def read_choices(
    questions: Collection[ChoiceQuestion], choices: str
) -> dict[str, Chosen]:
    """Return the answers to questions out of packed choices, by code; unanswered ones are left out."""
    found = json.loads(choices) if choices else {}
    return {
        question.code: _as_tuple(found[question.code])
        for question in questions
        if question.code in found
    }


def check_choices(questionnaire: Questionnaire, choices: str) -> None:
    """Raise ValueError unless packed choices are what the questionnaire's answers are packed into."""
    if not choices:
        return
    found = json.loads(choices)
    if not isinstance(found, dict) or pack_choices(questionnaire, found) != choices:
        raise ValueError(f'choices are none of questionnaire "{questionnaire.code}"')


def canonical(question: ChoiceQuestion, answer: object) -> Chosen:
    """Return an answer in the one form in which it is kept. Raises ValueError where it is not on offer."""
    if question.kind == COUNT:
        text = str(answer)
        if isinstance(answer, bool) or text not in question.values:
            raise _refusal(question, answer, f"0 to {question.most}")
        return int(text)
    if question.kind in ONE_OF_MANY:
        if not isinstance(answer, str) or answer not in question.option_codes:
            raise _refusal(question, answer, "an option")
        return answer
    if isinstance(answer, str) or not isinstance(answer, Sequence) or not answer:
        raise _refusal(question, answer, "options")
    return _several(question, answer)


def _several(question: ChoiceQuestion, answer: Sequence[object]) -> tuple[str, ...]:
    known = question.option_codes
    given = tuple(str(one) for one in answer)
    if len(set(given)) < len(given) or not set(given) <= set(known):
        raise _refusal(question, answer, "options, each once")
    if len(given) > max(question.most, 1):
        raise _refusal(question, answer, f"at most {question.most} options")
    alone = {option.code for option in question.options if option.excludes}
    if len(given) > 1 and alone & set(given):
        raise _refusal(question, answer, "an excluding option alone")
    if question.kind == RANK:
        return given
    return tuple(code for code in known if code in given)


def _as_tuple(answer: object) -> Chosen:
    if isinstance(answer, list):
        return tuple(answer)
    assert isinstance(answer, (str, int))
    return answer


def _refusal(question: ChoiceQuestion, answer: object, wanted: str) -> ValueError:
    return ValueError(
        f'answer must be {wanted}, got {answer!r} (question "{question.code}")'
    )
