"""Every answer can be typed from paper and taken by telephone, and the totals move by just that (TRUST R31).

`sipas canary` gives every answer by the channels that citizens use; these two need an operator's account, which no
program has.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session, col

from analysis.tally import LEVEL_CHARACTERS, MISSING_CHARACTERS
from forms.questionnaire import shipped_questionnaire
from survey.store.places import office_by_code
from survey.store.releases import TOTAL
from survey.store.tables import Tally
from survey.store.tallies import stored_cells
from survey.trust.sealing import seal
from tests.fixtures.bureau import DUNG, HOA, OWN, Bureau, csrf_in
from tests.fixtures.paper import arrived, entry_key_in, make_batch, make_box
from tests.fixtures.people import TODAY, make_counter

QUICK = shipped_questionnaire("quick")
CODES = [question.code for question in QUICK.questions]
LEVELS = LEVEL_CHARACTERS[: QUICK.scale.levels]
# What is stored of each form: a level throughout, then the ways not to answer beside the highest level.
ALIKE = [level * len(CODES) for level in LEVELS]
SCORES = {
    "E": [*ALIKE, "5---x-", "5?????", "5-----"],
    "T": [*ALIKE, "5---x-", "5-----"],
}


@pytest.fixture
def counted(bureau: Bureau) -> Bureau:
    """Give a bureau whose own office has a counter, on each engine in turn."""
    with bureau.store.writing() as session:
        make_counter(session, office_by_code(session, OWN))
    return bureau


def fields(scores: str) -> dict[str, str]:
    """Return what is typed for a stored answer."""
    return {
        code: score for code, score in zip(CODES, scores, strict=True) if score != "-"
    }


def totals(session: Session, channel: str) -> tuple[int, Mapping[str, list[int]]]:
    """Return how many answers of a class are in the totals, and for each character how often by question."""
    (cell,) = stored_cells(
        session, col(Tally.channel) == channel, col(Tally.breakdown) == TOTAL
    )
    characters = LEVELS + MISSING_CHARACTERS
    rows = cell.codes.reshape(len(CODES), len(characters)).T.tolist()
    return cell.n, dict(zip(characters, rows, strict=True))


def expected(scores: Sequence[str]) -> tuple[int, Mapping[str, list[int]]]:
    return len(scores), {
        character: [
            sum(answer[place] == character for answer in scores)
            for place in range(len(CODES))
        ]
        for character in LEVELS + MISSING_CHARACTERS
    }


def moved(bureau: Bureau, channel: str) -> None:
    """Close the day, and hold the totals to what was typed."""
    stored = [answer.scores for answer in arrived(bureau.store, channel)]
    assert sorted(stored) == sorted(SCORES[channel])
    seal(bureau.store, TODAY + timedelta(days=1))
    with bureau.store.reading() as session:
        assert totals(session, channel) == expected(SCORES[channel])


def test_every_answer_is_taken_from_paper(counted: Bureau) -> None:
    box = make_box(counted)
    for copy, scores in enumerate(SCORES["E"], 1):
        assert box.type(copy, fields(scores)).status_code == 303, scores
    assert box.ask("sample").status_code == 303
    hoa = counted.signed_in(HOA)
    for copy, scores in enumerate(SCORES["E"], 1):
        again = box.type(copy, fields(scores), turn="retype", client=hoa)
        assert again.status_code == 303, scores
    assert box.ask("close").status_code == 303
    moved(counted, "E")


def test_every_answer_is_taken_by_telephone(counted: Bureau) -> None:
    with counted.store.writing() as session:
        _, calls_id = make_batch(session, channel="T")
    dung, address = counted.signed_in(DUNG), f"/manage/telephone/{calls_id}"
    for scores in SCORES["T"]:
        screen = dung.get(address).text
        keys = {"csrf_token": csrf_in(screen), "entry_key": entry_key_in(screen)}
        sent = dung.post(address, data={**keys, "comment": "", **fields(scores)})
        assert sent.status_code == 303, scores
    moved(counted, "T")
