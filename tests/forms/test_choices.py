"""Questions of perception and expectation in a questionnaire file, and how their answers are packed."""

from pathlib import Path

import pytest

from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    check_choices,
)
from forms.questionnaire import choice_reasons as reasons
from forms.questionnaire import (
    load_questionnaire,
    pack_choices,
    read_choices,
    shipped_questionnaire,
    translate,
)

FILE = Path(__file__).parent / "questionnaires" / "all-kinds.toml"
TEXT = FILE.read_text("utf-8")


@pytest.fixture(scope="module")
def ours() -> Questionnaire:
    """The questionnaire with every kind of question."""
    return load_questionnaire(TEXT, source=FILE.name)


def reason_after(old: str, new: str) -> tuple[str, str]:
    """Return key and reason of the only mistake in the file after a change."""
    assert TEXT.count(old) >= 1
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire(TEXT.replace(old, new, 1), source="a")
    (mistake,) = caught.value.mistakes
    return mistake.key, mistake.reason


def test_only_questions_of_satisfaction_have_positions_and_measures(
    ours: Questionnaire,
) -> None:
    assert [question.code for question in ours.questions] == ["seats", "manner", "help"]
    measured = [measure.code for measure in ours.measures(full=True)]
    assert measured == ["seats", "manner", "help", "access", "officer", "index"]


def test_questions_are_shown_in_the_order_of_the_file(ours: Questionnaire) -> None:
    full = [item.code for item in ours.as_shown(full=True)]
    assert full == (
        "learnt came seats on_time manner help means wished first more".split()
    )
    core = [item.code for item in ours.as_shown(full=False)]
    assert core == "learnt came seats on_time manner means wished first".split()


def test_several_options_may_all_be_chosen_unless_the_file_says_less(
    ours: Questionnaire,
) -> None:
    most = {question.code: question.most for question in ours.choice_questions}
    # Of `means` the fourth option excludes the others.
    assert most["means"] == 3
    assert most["wished"] == 2
    assert most["learnt"] == 0


@pytest.mark.parametrize(
    ("code", "digest"),
    [
        (
            "quick",
            "cbcc068c834383f37b59f3db8d1f02c7da40f2060aa43d4effabd8903afc149b",
        ),
        (
            "sipas-2017",
            "ca9e1975c9cfaf5ef63d065c4f74eeed57fc37f8c5afa4e12c7b69e40e95717d",
        ),
    ],
)
def test_the_digest_of_a_questionnaire_without_such_questions_stays(
    code: str, digest: str
) -> None:
    # Taken before there were any kinds of question: waves were opened with these.
    assert shipped_questionnaire(code).digest == digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nộp tại quầy", "Nộp ở quầy"),
        (", excludes = true", ""),
        ('code = "post"', 'code = "mail"'),
        ("most = 6", "most = 7"),
        ('kind = "pick"\nmost = 2', 'kind = "rank"\nmost = 2'),
    ],
)
def test_the_digest_changes_with_what_is_offered(
    ours: Questionnaire, old: str, new: str
) -> None:
    changed = load_questionnaire(TEXT.replace(old, new, 1), source="a")
    assert changed.digest != ours.digest


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        (
            'content = "perception"\nkind = "single"',
            'kind = "single"\nfactor = "access"',
            "question[1].kind",
            None,
        ),
        ('kind = "count"\nmost = 6', 'kind = "count"', "question[2].most", None),
        (
            'kind = "single"',
            'kind = "single"\nmost = 2',
            "question[1].most",
            reasons.MOST_OF_ONE,
        ),
        (
            'kind = "single"',
            'kind = "single"\nfactor = "access"',
            "question[1].factor",
            reasons.ONLY_SATISFACTION,
        ),
        (
            'code = "web", label',
            'code = "officer", label',
            "question[1].options",
            reasons.OPTION_TWICE,
        ),
        (
            "Người quen",
            "Bảng niêm yết",
            "question[1].options",
            reasons.LABEL_TWICE,
        ),
        (
            'code = "yes", label = "Có" }, { code = "no"',
            'code = "no", label = "Có" }, { code = "yes"',
            "question[4].options",
            reasons.YES_NO_OPTIONS,
        ),
        (
            'label = "Thêm chỗ ngồi"',
            'label = "Thêm chỗ ngồi", excludes = true',
            "question[9].options",
            reasons.EXCLUDES_NOTHING,
        ),
    ],
)
def test_what_is_wrong_with_a_question_is_named_at_its_place(
    old: str, new: str, key: str, reason: str | None
) -> None:
    if reason is None:
        with pytest.raises(QuestionnaireError) as caught:
            load_questionnaire(TEXT.replace(old, new, 1), source="a")
        assert key in [mistake.key for mistake in caught.value.mistakes]
    else:
        assert reason_after(old, new) == (key, reason)


def test_answers_that_could_outgrow_the_store_are_refused_with_the_file() -> None:
    options = ", ".join(
        f'{{ code = "a_rather_long_code_of_an_option_{n}", label = "Việc {n}" }}'
        for n in range(30)
    )
    question = (
        '\n[[question]]\ncode = "{}"\ncontent = "expectation"\nkind = "rank"\n'
        'most = 30\ntext = "Việc gì trước?"\noptions = [{}]\n'
    )
    text = TEXT + question.format("one", options) + question.format("two", options)
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire(text, source="a")
    assert [mistake.reason for mistake in caught.value.mistakes] == [reasons.TOO_LONG]


def test_answers_are_packed_as_codes_in_one_canonical_form(ours: Questionnaire) -> None:
    packed = pack_choices(
        ours,
        {
            "seats": 5,
            "means": ["post", "counter"],
            "came": "3",
            "on_time": "no",
            "first": ("staff", "hours"),
        },
    )
    assert packed == (
        '{"came":3,"first":["staff","hours"],"means":["counter","post"],"on_time":"no"}'
    )
    assert read_choices(ours.choice_questions, packed) == {
        "came": 3,
        "first": ("staff", "hours"),
        "on_time": "no",
        "means": ("counter", "post"),
    }
    check_choices(ours, packed)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("learnt", "radio"),
        ("learnt", ["web"]),
        ("came", 7),
        ("came", "٣"),
        ("came", True),
        ("on_time", "maybe"),
        ("means", []),
        ("means", "post"),
        ("means", ["post", "post"]),
        ("means", ["post", "none"]),
        ("wished", ["time", "papers", "price"]),
        ("first", ["hours", "hours"]),
    ],
)
def test_what_is_not_on_offer_is_not_packed(
    ours: Questionnaire, code: str, answer: object
) -> None:
    with pytest.raises(ValueError, match=f'question "{code}"'):
        pack_choices(ours, {code: answer})


def test_packed_answers_in_another_order_are_noticed(ours: Questionnaire) -> None:
    with pytest.raises(ValueError, match="choices are none of"):
        check_choices(ours, '{"means":["post","counter"]}')
    with pytest.raises(ValueError, match="choices are none of"):
        check_choices(ours, '{"unknown":"yes"}')


def test_options_are_translated_under_their_question(ours: Questionnaire) -> None:
    translated = translate(ours, translation(ours), source="b")
    means = {q.code: q for q in translated.choice_questions}["means"]
    assert means.text == "means in English"
    assert means.options[3].label == "none in English"
    assert means.options[3].excludes
    assert translated.digest == ours.digest


def test_a_translation_without_an_option_is_refused(ours: Questionnaire) -> None:
    text = translation(ours).replace('board = "board in English"\n', "")
    with pytest.raises(QuestionnaireError) as caught:
        translate(ours, text, source="b")
    assert [m.key for m in caught.value.mistakes] == ["option.learnt.board"]


def translation(questionnaire: Questionnaire) -> str:
    """Return a translation that says of each code that it is in English."""
    lines = [
        f'questionnaire = "{questionnaire.code}"',
        'language = "en"',
        f'source_digest = "{questionnaire.digest}"',
        'title = "Every kind"',
        "[scale]",
        'labels = ["1", "2", "3", "4", "5"]',
        "[factor]",
        *(f'{one.code} = "{one.code} in English"' for one in questionnaire.factors),
        "[question]",
        *(
            f'{one.code} = "{one.code} in English"'
            for one in (*questionnaire.questions, *questionnaire.choice_questions)
        ),
    ]
    for question in questionnaire.choice_questions:
        if question.options:
            lines.append(f"[option.{question.code}]")
            lines += [f'{c} = "{c} in English"' for c in question.option_codes]
    return "\n".join(lines) + "\n"
