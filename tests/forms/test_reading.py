"""Reading a questionnaire file: every mistake is found, all at once, at its line."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from forms.questionnaire import QuestionnaireError, load_questionnaire, reasons
from forms.questionnaire.model import digest_of

QUESTION = '[[question]]\ncode = "{code}"\nfactor = "place"\ntext = "Thêm?"\n'
MANY = "\n".join(QUESTION.format(code=f"more{n}") for n in range(117))
LABELS = 'labels = ["Kém", "Vừa", "Tốt"]'
THIRTY_SIX = ", ".join(f'"mức {n}"' for n in range(36))
WEIGHTED = 'index_rule = "fixed_weights"'

# (replaced, by, line that is named, key, reason)
MISTAKES = [
    ('title = "Phiếu nhỏ"\n', "", 'code = "small"', "title", reasons.MISSING),
    ("year = 2026", "year = 2026\ncolour = 1", "colour", "colour", reasons.UNKNOWN),
    ("year = 2026", 'year = "2026"', "year", "year", reasons.NOT_INTEGER),
    ("year = 2026", "year = true", "year", "year", reasons.NOT_INTEGER),
    ("year = 2026", "year = 20260", "year", "year", reasons.OUT_OF_RANGE),
    ('title = "Phiếu nhỏ"', "title = 5", "title", "title", reasons.NOT_TEXT),
    ('"Phiếu nhỏ"', '"  "', "title", "title", reasons.EMPTY),
    ('"Phiếu nhỏ"', '"Phiếu nhỏ "', "title", "title", reasons.SPACES),
    ('"Phiếu nhỏ"', '"Phie\u0302\u0301u"', "title", "title", reasons.NOT_NFC),
    ('"Phiếu nhỏ"', '"a\\u202Eb"', "title", "title", reasons.CHARACTER),
    ('"Phiếu nhỏ"', '"a\u200bb"', "title", "title", reasons.CHARACTER),
    ('"Phiếu nhỏ"', '"a\\u0007b"', "title", "title", reasons.CHARACTER),
    ('"Phiếu nhỏ"', '"""a\nb"""', "title", "title", reasons.CHARACTER),
    ('"small"', '"Small"', "code", "code", reasons.CODE_FORM),
    ('version = "1"', 'version = "1/2"', "version", "version", reasons.VERSION_FORM),
    ('"own"', '"mine"', "status", "status", reasons.NOT_ALLOWED),
    ('"own"', '"draft"', 'code = "small"', "note", reasons.NO_NOTE),
    ('"own"', '"official"', 'code = "small"', "legal_basis", reasons.NO_LEGAL_BASIS),
    ('"pooled"', '"average"', "index_rule", "index_rule", reasons.NOT_ALLOWED),
    (LABELS, 'labels = ["Tốt"]', "labels", "scale.labels", reasons.LABEL_COUNT),
    (
        LABELS,
        f"labels = [{THIRTY_SIX}]",
        "labels",
        "scale.labels",
        reasons.LABEL_COUNT,
    ),
    ('"Vừa"', '"Kém"', "labels", "scale.labels", reasons.LABEL_TWICE),
    ('"Vừa"', "2", "labels", "scale.labels", reasons.NOT_TEXT),
    (LABELS, 'labels = "Kém"', "labels", "scale.labels", reasons.NOT_TEXTS),
    (
        "satisfied_from = 3",
        "satisfied_from = 4",
        "satisfied_from",
        "scale.satisfied_from",
        reasons.OUT_OF_RANGE,
    ),
    (
        "satisfied_from = 3",
        "satisfied_from = 1",
        "satisfied_from",
        "scale.satisfied_from",
        reasons.OUT_OF_RANGE,
    ),
    ('"worst_first"', '"random"', "order", "scale.order", reasons.NOT_ALLOWED),
    ('"seats"', '"1seat"', '"1seat"', "question[1].code", reasons.CODE_FORM),
    ('"seats"', '"stage"', '"stage"', "question[1].code", reasons.CODE_RESERVED),
    ('"seats"', '"index"', '"index"', "question[1].code", reasons.CODE_RESERVED),
    (
        '"seats"',
        '"place"',
        '[[question]]\ncode = "place"',
        "question[1].code",
        reasons.CODE_TAKEN,
    ),
    (
        'text = "Chỗ ngồi thế nào?"\n',
        "",
        '"Chưa"\n\n[[question]]',
        "question[1].text",
        reasons.MISSING,
    ),
    (
        'text = "Lệ phí thế nào?"',
        'text = "Lệ phí thế nào?"\ncore = 1',
        "core = 1",
        "question[2].core",
        reasons.NOT_FLAG,
    ),
    (
        'code = "fees"\nfactor = "place"\n',
        'code = "fees"\n',
        'code = "overall"',
        "question[4].code",
        reasons.SECOND_OVERALL,
    ),
    (
        'code = "fees"\nfactor = "place"',
        'code = "fees"\nfactor = "price"',
        '"price"',
        "question[2].factor",
        reasons.FACTOR_UNKNOWN,
    ),
    (
        "[[filter]]",
        '[[factor]]\ncode = "idle"\nname = "Không câu"\n\n[[filter]]',
        '"idle"',
        "factor[3].code",
        reasons.FACTOR_EMPTY,
    ),
    (
        'text = "Chỗ ngồi thế nào?"\ncore = true',
        'text = "Chỗ ngồi thế nào?"',
        'code = "place"',
        "factor[1].code",
        reasons.FACTOR_NO_CORE,
    ),
    (
        'code = "gave"\nfactor = "feedback"',
        'code = "gave"\nfactor = "nobody"',
        '"nobody"',
        "filter[1].factor",
        reasons.FACTOR_UNKNOWN,
    ),
    (
        'no = "Chưa"\n',
        'no = "Chưa"\n\n[[filter]]\ncode = "again"\ntext = "Lại?"\n'
        'yes = "Có"\nno = "Không"\nfactor =  "feedback"\n',
        'factor =  "feedback"',
        "filter[2].factor",
        reasons.FILTER_SECOND,
    ),
    ('no = "Chưa"', 'no = "Có"', 'no = "Có"', "filter[1].no", reasons.FILTER_SAME),
    (
        'name = "Góp ý"',
        'name = "Góp ý"\nweight = 0.5',
        "weight",
        "factor[2].weight",
        reasons.WEIGHT_UNUSED,
    ),
    (
        'name = "Góp ý"',
        'name = "Góp ý"\nweight = 1.5',
        "weight",
        "factor[2].weight",
        reasons.WEIGHT_VALUE,
    ),
    (
        'name = "Góp ý"',
        'name = "Góp ý"\nweight = nan',
        "weight",
        "factor[2].weight",
        reasons.WEIGHT_VALUE,
    ),
    (
        'index_rule = "pooled"',
        WEIGHTED,
        '"worst_first"\n\n[[factor]]',
        "factor[1].weight",
        reasons.WEIGHT_MISSING,
    ),
    (
        "year = 2026",
        'year = 2026\ntranslation.EN.title = "Small form"',
        "year = 2026\ntranslation",
        "translation.EN",
        reasons.LANGUAGE_CODE,
    ),
    (
        '[[question]]\ncode = "overall"',
        MANY + '\n[[question]]\ncode = "overall"',
        '"Chưa"\n\n[[question]]',
        "question",
        reasons.TOO_MANY_QUESTIONS,
    ),
]


@pytest.fixture
def mistakes_of() -> Callable[[str], QuestionnaireError]:
    def read(text: str) -> QuestionnaireError:
        with pytest.raises(QuestionnaireError) as raised:
            load_questionnaire(text, source="small.toml")
        return raised.value

    return read


def line_with(text: str, marker: str) -> int:
    """Return the line on which a marker ends, or that begins with a key of that name."""
    lines = text.split("\n")
    keys = [n for n, line in enumerate(lines, 1) if line.startswith(f"{marker} =")]
    return keys[0] if keys else 1 + text[: text.index(marker) + len(marker)].count("\n")


@pytest.mark.parametrize(
    ("old", "new", "marker", "key", "reason"),
    MISTAKES,
    ids=[f"{key}: {reason[:30]}" for _old, _new, _marker, key, reason in MISTAKES],
)
def test_a_planted_mistake_is_found_at_its_line(
    small_file: str,
    mistakes_of: Callable[[str], QuestionnaireError],
    old: str,
    new: str,
    marker: str,
    key: str,
    reason: str,
) -> None:
    assert old in small_file
    text = small_file.replace(old, new, 1)
    found = {(m.line, m.key, m.reason) for m in mistakes_of(text).mistakes}
    line = line_with(text, marker)
    assert (line, key, reason) in found


def test_every_reason_for_a_questionnaire_has_a_planted_mistake() -> None:
    in_other_tests = {
        "SYNTAX",
        "NOT_TABLE",
        "NOT_TABLES",
        "NO_FACTORS",
        "NO_QUESTIONS",
        "DRAFT_IN_OFFICIAL",
        "WEIGHT_SUM",
        # Of translations only.
        "LABEL_COUNT_DIFFERS",
        "OTHER_QUESTIONNAIRE",
        "STALE",
    }
    planted = {reason for *_rest, reason in MISTAKES}
    all_reasons = {name for name in vars(reasons) if name.isupper()}
    assert {
        name for name in all_reasons if getattr(reasons, name) not in planted
    } == in_other_tests


def test_all_mistakes_come_at_once_in_the_order_of_the_file(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError]
) -> None:
    text = small_file.replace("satisfied_from = 3", "satisfied_from = 9")
    text = text.replace('"own"', '"mine"').replace('"Góp ý"', '""')
    assert [m.key for m in mistakes_of(text).mistakes] == [
        "status",
        "scale.satisfied_from",
        "factor[2].name",
    ]


def test_a_mistake_reads_as_file_line_key_reason(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError]
) -> None:
    error = mistakes_of(small_file.replace("year = 2026", "year = 1066"))
    assert str(error) == "small.toml:5: year: phải từ 1990 đến 2100, đang là 1066"


def test_a_syntax_error_names_its_line(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError]
) -> None:
    (mistake,) = mistakes_of(
        small_file.replace("year = 2026", "year = = 2026")
    ).mistakes
    assert (mistake.line, mistake.reason) == (5, reasons.SYNTAX)


def test_a_file_that_breaks_off_names_its_last_line(
    mistakes_of: Callable[[str], QuestionnaireError],
) -> None:
    (mistake,) = mistakes_of('code = "small"\nlabels = ["a",\n').mistakes
    assert (mistake.line, mistake.reason) == (2, reasons.SYNTAX)


def test_an_empty_file_says_what_is_missing(
    mistakes_of: Callable[[str], QuestionnaireError],
) -> None:
    found = {m.reason for m in mistakes_of("").mistakes}
    assert found == {reasons.MISSING, reasons.NO_FACTORS, reasons.NO_QUESTIONS}


def test_tables_of_another_shape_are_named(
    mistakes_of: Callable[[str], QuestionnaireError],
) -> None:
    error = mistakes_of('scale = 5\nfactor = "a"\n[question]\ncode = "q"\n')
    found = {(m.line, m.key, m.reason) for m in error.mistakes}
    assert found >= {
        (1, "scale", reasons.NOT_TABLE),
        (2, "factor", reasons.NOT_TABLES),
        (3, "question", reasons.NOT_TABLES),
    }


ODD_VALUES = '1 1.5 true "" [] [[1]] {} {a=1} 1979-05-27 nan [true]'.split()


@pytest.mark.parametrize("value", ODD_VALUES)
def test_no_value_of_any_key_breaks_the_check(small_file: str, value: str) -> None:
    lines = small_file.splitlines()
    for number, line in enumerate(lines):
        if " = " not in line:
            continue
        odd = [
            *lines[:number],
            f"{line.split(' = ')[0]} = {value}",
            *lines[number + 1 :],
        ]
        with suppress(QuestionnaireError):
            load_questionnaire("\n".join(odd), source="odd.toml")


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 60_000])
def test_endless_values_are_a_mistake_and_no_crash(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError], value: str
) -> None:
    text = small_file.replace("year = 2026", f"year = {value}")
    (mistake,) = mistakes_of(text).mistakes
    assert mistake.reason == reasons.SYNTAX


def test_an_official_questionnaire_has_no_unverified_wording(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError]
) -> None:
    text = small_file.replace(
        '"own"', '"official"\nlegal_basis = "Quyết định"'
    ).replace('"Không nhớ"', '"Không nhớ"\ndraft = true')
    (mistake,) = mistakes_of(text).mistakes
    assert mistake.reason == reasons.DRAFT_IN_OFFICIAL
    assert mistake.line == line_with(text, "draft")


def test_weights_must_add_up_to_one(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError]
) -> None:
    text = small_file.replace('index_rule = "pooled"', WEIGHTED)
    text = text.replace("đón tiếp", 'đón tiếp"\nweight = 0.7 #')
    text = text.replace("Góp ý", 'Góp ý"\nweight = 0.2 #')
    (mistake,) = mistakes_of(text).mistakes
    assert mistake.sentence() == "tổng các trọng số phải bằng 1, đang là 0.9"


def test_weights_that_add_up_only_in_decimal_are_accepted(small_file: str) -> None:
    text = small_file.replace('index_rule = "pooled"', WEIGHTED)
    text = text.replace("đón tiếp", 'đón tiếp"\nweight = 0.7 #')
    text = text.replace("Góp ý", 'Góp ý"\nweight = 0.3 #')
    weighted = load_questionnaire(text, source="small.toml")
    assert [factor.weight for factor in weighted.factors] == [0.7, 0.3]


def test_a_header_inside_a_long_text_moves_no_line(
    small_file: str, mistakes_of: Callable[[str], QuestionnaireError]
) -> None:
    text = small_file.replace('"Phiếu nhỏ"', '"""\n[scale]\norder = 1\n"""')
    text = text.replace('"worst_first"', '"random"')
    (order,) = [m for m in mistakes_of(text).mistakes if m.key == "scale.order"]
    assert order.line == 1 + text[: text.index('"random"')].count("\n")


def test_the_digest_stands_through_comments_and_layout(small_file: str) -> None:
    restyled = (
        "# Ghi chú\n"
        + small_file.replace(" = ", "=").replace('["Kém", ', '[\n  "Kém",\n  ')
    ).replace("\n", "\r\n")
    before = load_questionnaire(small_file, source="a")
    after = load_questionnaire(restyled, source="b")
    assert after.digest == before.digest == digest_of(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Tốt"', '"Rất tốt"'),
        ("satisfied_from = 3", "satisfied_from = 2"),
        ("worst_first", "best_first"),
        ("Chỗ ngồi", "Ghế ngồi"),
        ('"Không nhớ"', '"Không nhớ"\ncore = true'),
        ('yes = "Có"', 'yes = "Rồi"'),
        ('"pooled"', '"mean_of_criteria"'),
        ('version = "1"', 'version = "2"'),
    ],
)
def test_the_digest_changes_with_wording_and_structure(
    small_file: str, old: str, new: str
) -> None:
    changed = small_file.replace(old, new, 1)
    assert (
        load_questionnaire(changed, source="a").digest
        != load_questionnaire(small_file, source="a").digest
    )


def test_verifying_a_wording_does_not_change_the_digest(small_file: str) -> None:
    draft = small_file.replace('"Không nhớ"', '"Không nhớ"\ndraft = true')
    assert (
        load_questionnaire(draft, source="a").digest
        == load_questionnaire(small_file, source="a").digest
    )
