"""What a form asks beside the core: a block drawn at random, and further questions for those who like."""

import secrets

from forms.questionnaire import block_count, drawn_positions
from forms.response import ResponseForm, further_form, response_form
from forms.whole_numbers import whole_number
from survey.citizen.tokens import NO_BLOCK, OPT_IN, FormToken
from survey.citizen.visits import Visit

# In the address of the further questions: the block that the core's form asked.
ASKED_BEFORE = "khoi"


def draw_block(visit: Visit) -> int:
    """Return the number of a block, each as likely as the others; `NO_BLOCK` where the wave draws none."""
    size = visit.instrument.block
    count = block_count(visit.questionnaire, size=size)
    if not size or not count:
        return NO_BLOCK
    return secrets.randbelow(count) + 1


def asked_block(visit: Visit, text: str) -> int:
    """Return the block that an address names, `NO_BLOCK` for what this wave could not have drawn."""
    count = block_count(visit.questionnaire, size=visit.instrument.block)
    number = whole_number(text, digits=5)
    if not visit.instrument.block or number is None or number > count:
        return NO_BLOCK
    return number


def form_class(visit: Visit, token: FormToken) -> type[ResponseForm]:
    """Return the form that the token was issued for."""
    drawn = _drawn(visit, token.block)
    if token.part == OPT_IN:
        return further_form(visit.questionnaire, asked_before=drawn)
    return response_form(
        visit.questionnaire,
        full=visit.instrument.full,
        drawn=drawn,
        at_counter=visit.is_at_counter,
    )


def further_count(visit: Visit, *, block: int) -> int:
    """Return how many questions a wave leaves to visitors of the counter who like to answer more."""
    if visit.instrument.full or not visit.is_at_counter:
        return 0
    rest = visit.questionnaire.rest_positions
    return len(rest) - len(_drawn(visit, block))


def _drawn(visit: Visit, block: int) -> tuple[int, ...]:
    size = visit.instrument.block
    return drawn_positions(visit.questionnaire, size=size, block=block)
