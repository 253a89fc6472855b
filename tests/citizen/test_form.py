"""The form page: what it asks, how heavy it is, what it costs the database, what it leaves behind."""

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup

from forms.questionnaire import Questionnaire, shipped_questionnaire, shipped_text
from survey.store.engine import Store
from survey.store.tables import Counter
from survey.store.waves import instrument_of_wave
from survey.wording import wordings
from tests.fixtures.lan import ADDRESS, Lan, make_lan, queries, token_in
from tests.fixtures.people import make_responses

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
STAGE = "Hôm nay Ông/Bà đến để:"
NO_NAME = "Không hỏi tên, số điện thoại hay giấy tờ."
SHORT = f"{NO_NAME} Chưa đến 1 phút."


def parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def legends(page: str) -> list[str]:
    return [legend.get_text() for legend in parsed(page).select("fieldset > legend")]


@pytest.fixture
def full_lan(sqlite_store: Store) -> Lan:
    """Give Lan in a wave that asks all questions of sipas-2017."""
    return make_lan(sqlite_store, questionnaire="sipas-2017", full=True)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("code", "full", "limit"),
    [
        ("quick", False, 4096),
        ("sipas-2017", True, 6144),
        # Asked of residents at home, not of those who stand at a counter: three times the questions.
        ("sipas-2023", False, 5120),
        ("sipas-2023", True, 9216),
    ],
)
def test_the_page_is_light_and_comes_in_one_response(
    sqlite_store: Store, code: str, full: bool, limit: int, language: str
) -> None:
    lan = make_lan(sqlite_store, questionnaire=code, full=full)
    lan.configure(environment="demo")
    answer = lan.open(f"{ADDRESS}?lang={language}", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= limit
    page = parsed(gzip.decompress(answer.data).decode())
    (script,) = page.select("[src], script, link:not([href='data:,'])")
    assert script.has_attr("defer")
    sent = lan.open(str(script["src"]), headers=GZIP)
    assert (sent.status_code, sent.headers["Content-Encoding"]) == (200, "gzip")
    assert len(sent.data) <= 4096
    assert len(answer.data) + len(sent.data) <= 14 * 1024


def test_two_queries_are_enough_however_many_answers_there_are(lan: Lan) -> None:
    with queries(lan.store) as sent_at_first:
        lan.open()
    with lan.store.writing() as session:
        counter, instrument = session.get_one(Counter, 1), instrument_of_wave(
            session, 1
        )
        make_responses(session, counter, instrument, scores=[5] * 50)
    with queries(lan.store) as sent_later:
        lan.open()
    assert len(sent_at_first) == len(sent_later) == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_question_is_a_fieldset_with_its_whole_sentence(
    reading_lan: Lan, language: str
) -> None:
    page = reading_lan.open(f"{ADDRESS}?lang={language}").text
    quick = wordings_of("quick")[language]
    assert legends(page)[1:] == [q.text for q in quick.as_shown(full=False)]
    for fieldset in parsed(page).find_all("fieldset"):
        first = next(child for child in fieldset.children if child.name)
        assert first.name == "legend"
        assert fieldset.find("fieldset") is None


def test_every_button_has_one_label_and_no_two_share_an_id(reading_lan: Lan) -> None:
    page = parsed(reading_lan.open().text)
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for button in page.select("input[type=radio]"):
        (label,) = page.select(f"label[for='{button['id']}']")
        assert label.get_text()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_answers_stand_in_the_file_s_words_and_order(
    reading_lan: Lan, language: str
) -> None:
    page = parsed(reading_lan.open(f"{ADDRESS}?lang={language}").text)
    quick = wordings_of("quick")[language]
    for question in quick.questions:
        buttons = page.select(f"input[name={question.code}]")
        labels = [page.select_one(f"label[for='{b['id']}']") for b in buttons]
        expected = [*quick.scale.labels]
        values = [*"12345"]
        if question.not_applicable:
            expected.append(question.not_applicable)
            values.append("x")
        assert [label.get_text() for label in labels if label] == expected
        assert [button["value"] for button in buttons] == values


def test_nothing_is_chosen_required_or_hinted_at_in_advance(reading_lan: Lan) -> None:
    page = parsed(reading_lan.open().text)
    assert page.select("[checked], [required], [placeholder]") == []


def test_nothing_but_buttons_the_comment_a_tick_and_the_token_can_be_filled_in(
    reading_lan: Lan,
) -> None:
    form = parsed(reading_lan.open().text).select_one("form[method=post]")
    assert form is not None
    fields = form.select("input, textarea, select")
    kinds = {(field.get("type", field.name), field["name"]) for field in fields}
    others = {(kind, name) for kind, name in kinds if kind != "radio"}
    assert others == {
        ("hidden", "form_token"),
        ("textarea", "comment"),
        ("checkbox", "helped"),
    }


def test_no_page_of_the_citizen_s_is_laid_out_in_a_table(reading_lan: Lan) -> None:
    assert parsed(reading_lan.open().text).find("table") is None


def test_does_not_apply_stands_apart(reading_lan: Lan) -> None:
    apart = parsed(reading_lan.open().text).select("fieldset > div.na > input")
    assert {button["value"] for button in apart} == {"x"}
    assert len(apart) == 2


def test_the_stage_is_asked_first(reading_lan: Lan) -> None:
    assert legends(reading_lan.open().text)[0] == STAGE


def test_a_full_wave_asks_everything_under_its_factors(full_lan: Lan) -> None:
    page = full_lan.open().text
    sipas = shipped_questionnaire("sipas-2017")
    assert legends(page)[1:] == [q.text for q in sipas.as_shown(full=True)]
    headings = [heading.get_text() for heading in parsed(page).select("h2")]
    assert headings == [*(f.name for f in sipas.factors), "Đánh giá chung"]


def test_a_filter_stands_before_the_first_question_that_hangs_on_it(
    full_lan: Lan,
) -> None:
    shown = legends(full_lan.open().text)
    sipas = shipped_questionnaire("sipas-2017")
    (condition,) = sipas.filters
    dependent = next(q for q in sipas.questions if q.factor == condition.factor)
    assert shown.index(condition.text) + 1 == shown.index(dependent.text)


def test_the_promise_of_a_minute_is_made_for_a_short_form_only(
    reading_lan: Lan, full_lan: Lan
) -> None:
    assert SHORT in reading_lan.open().text
    page = full_lan.open().text
    assert SHORT not in page and NO_NAME in page


def test_counter_and_office_stand_as_on_the_poster(reading_lan: Lan) -> None:
    assert "<b>Quầy số 1, Sở Nội vụ</b>" in reading_lan.open().text
    english = reading_lan.open(f"{ADDRESS}?lang=en").text
    assert "<b>Counter 1, Department of Home Affairs</b>" in english


def test_a_name_is_text_and_no_markup(sqlite_lan: Lan) -> None:
    with sqlite_lan.store.writing() as session:
        session.get_one(Counter, 1).name = "<script>alert(1)</script> %(office)s"
    page = sqlite_lan.open().text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; %(office)s" in page


def test_a_stale_translation_is_not_offered(sqlite_store: Store) -> None:
    reworded = shipped_text("quick").replace("lần làm thủ tục này", "lần này")
    lan = make_lan(sqlite_store, text=reworded)
    page = lan.open(f"{ADDRESS}?lang=en").text
    assert '<html lang="vi">' in page and parsed(page).select("nav [lang]") == []
    assert "Nói chung, Ông/Bà hài lòng ở mức nào về lần này?" in page
    assert "Gửi đánh giá" in page and "Skip" not in page
    wrong = lan.send({}, address=f"{ADDRESS}?lang=en")
    assert "Chưa chọn câu trả lời nào. Xin chọn ít nhất một câu." in wrong.text
    lan.send(address=f"{ADDRESS}?lang=en")
    assert [answer.language for answer in lan.stored()] == ["vi"]


def test_a_questionnaire_without_translation_is_asked_in_vietnamese(
    sqlite_store: Store,
) -> None:
    own = shipped_text("quick").replace('code = "quick"', 'code = "own"')
    page = make_lan(sqlite_store, text=own).open(f"{ADDRESS}?lang=en").text
    assert '<html lang="vi">' in page and parsed(page).select("nav [lang]") == []


def test_back_may_show_the_page_again_and_nobody_else_may_keep_it(
    reading_lan: Lan,
) -> None:
    headers = reading_lan.open().headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in headers and "Last-Modified" not in headers


def test_every_page_carries_a_key_of_its_own(reading_lan: Lan) -> None:
    assert reading_lan.token() != reading_lan.token()


@pytest.mark.parametrize("address", ["/", ADDRESS, "/K/BCDFGB", "/nothing/here"])
def test_the_style_is_let_in_by_its_hash_and_nothing_else_is(
    reading_lan: Lan, address: str
) -> None:
    answer = reading_lan.open(address)
    style = parsed(answer.text).style
    assert style is not None and style.string is not None
    digest = base64.b64encode(hashlib.sha256(style.string.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"""<[^>]+ (on\w+|style)=""", answer.text)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("br", None)],
)
def test_the_page_is_compressed_only_for_those_who_can_read_it(
    reading_lan: Lan, accepted: str, encoding: str | None
) -> None:
    answer = reading_lan.open("/", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demo_says_so_on_every_page(sqlite_lan: Lan, is_demo: bool) -> None:
    sqlite_lan.configure(environment="demo" if is_demo else "production")
    receipt = sqlite_lan.send().headers["Location"]
    for address in ("/", ADDRESS, receipt, "/K/BCDFGB", "/nothing/here"):
        shown = "Bản trình diễn — số liệu hư cấu" in sqlite_lan.open(address).text
        assert shown is is_demo


def test_no_page_sets_a_cookie(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    sent = sqlite_lan.send(token=token)
    pages = [
        *(sqlite_lan.open(address) for address in ("/", ADDRESS, "/K/BCDFGB")),
        sqlite_lan.open(sent.headers["Location"]),
        sqlite_lan.send({}),
        sqlite_lan.send(token="x"),
        sent,
    ]
    assert [page.headers.get("Set-Cookie") for page in pages] == [None] * len(pages)


def test_the_token_is_the_only_thing_that_differs_between_two_visitors(
    reading_lan: Lan,
) -> None:
    first, second = reading_lan.open().text, reading_lan.open().text
    assert first.replace(token_in(first), "") == second.replace(token_in(second), "")


def wordings_of(code: str) -> Mapping[str, Questionnaire]:
    return wordings(shipped_questionnaire(code).digest, shipped_text(code))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Chưa trả lời câu %(questions)s. Có thể trả lời hoặc gửi luôn."),
        ("en", "Questions %(questions)s are unanswered. Answer them or send as it is."),
    ],
)
def test_the_script_speaks_the_page_s_language_and_may_be_kept_for_good(
    reading_lan: Lan, language: str, sentence: str
) -> None:
    page = parsed(reading_lan.open(f"{ADDRESS}?lang={language}").text)
    (script,) = page.select("script")
    sent = reading_lan.open(str(script["src"]))
    assert f'"skipped": "{sentence}"' in sent.text
    assert sent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "//" not in sent.text


def test_the_script_uses_no_word_that_old_web_views_do_not_know(
    reading_lan: Lan,
) -> None:
    text = reading_lan.open("/citizen.js?lang=vi").text
    code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    younger = r"=>|`|\.\.\.|\b(?:let|const|class|async|await|of|import)\b|\?\.|\?\?"
    assert re.findall(younger, code) == []
