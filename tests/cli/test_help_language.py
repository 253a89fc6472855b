"""Help and wrong usage: Vietnamese unless `--lang` asks for English, with nothing left out."""

import argparse
import gettext
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from survey.cli.help_language import paragraphs, parsers, speaking, take_language
from survey.cli.main import command_parser, main
from survey.language import TRANSLATIONS
from tests.project.test_translations import PLACEHOLDER, ROOT, texts

CATALOGUE = TRANSLATIONS / "vi" / "LC_MESSAGES" / "commands.po"
# What argparse says to who writes a command, never to who types one.
FOR_PROGRAMMERS = re.compile(
    r"conflict|__call__|not callable|must start with|dest= is|mode %r|exclusive arguments must|"
    r"multiple subparser|two groups|'required' is|deprecated|warning|subcommands|\(default|heading"
)


def entries() -> list[Message]:
    with CATALOGUE.open("rb") as source:
        return [message for message in read_po(source, locale="vi") if message.id]


def help_texts(parser: argparse.ArgumentParser) -> Iterator[str | None]:
    """Give everything that a parser's help says in sentences."""
    yield from (parser.description, parser.epilog)
    yield from (group.title for group in parser._action_groups)
    for action in parser._actions:
        yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (line.help for line in action._choices_actions)


def used() -> set[str]:
    """Return each sentence that the commands look up: of help, of values and of options."""
    found = {
        key
        for parser in parsers(command_parser("en"))
        for text in help_texts(parser)
        if text
        for key in paragraphs(text)
    }
    keywords = {"said": None, "refuse": (2,), "RequestError": None}
    for folder in (ROOT / "survey" / "cli", ROOT / "analysis" / "ratings"):
        for _, _, message, _, _ in extract_from_dir(
            folder, [("**.py", "python")], keywords=keywords
        ):
            found.update(texts(message))
    # What is wrong with settings is said by commands only.
    for _, message, _, _ in extract_from_file(
        "python", ROOT / "survey" / "settings.py", keywords={"Mistake": None}
    ):
        found.update(texts(message))
    return found


def of_argparse() -> set[str]:
    """Return the words of this Python's argparse that a reader can meet."""
    found = extract_from_file(
        "python", Path(argparse.__file__), keywords={"_": None, "ngettext": (1, 2)}
    )
    words = {texts(message)[0] for _, message, _, _ in found}
    return {word for word in words if not FOR_PROGRAMMERS.search(word)}


def test_every_sentence_of_help_and_wrong_usage_has_its_vietnamese() -> None:
    known = {
        texts(message.id)[0]
        for message in entries()
        if all(texts(message.string)) and not message.fuzzy
    }
    assert len(used()) > 250 and len(of_argparse()) > 15
    assert (used() | of_argparse()) - known == set()


def test_a_translation_names_the_same_values() -> None:
    different = [
        message.id
        for message in entries()
        for text in texts(message.string)
        if sorted(PLACEHOLDER.findall(text))
        != sorted(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]
    assert different == []


def test_no_entry_is_left_over_or_said_twice() -> None:
    # Another Python's argparse has other words; those entries name it as their place.
    ours = [message.id for message in entries() if not message.locations]
    assert set(ours) - used() == set()
    keys = re.findall(r'^msgid ((?:".*"\n)+)', CATALOGUE.read_text("utf-8"), re.M)
    assert len(keys) == len(set(keys))


def test_all_help_can_be_printed_in_vietnamese() -> None:
    for parser in parsers(command_parser()):
        text = parser.format_help()
        assert text.startswith("cách dùng: sipas") and "ví dụ:" in text
        assert not re.search(
            r"usage|options:|show this|default:|examples?:", text
        ), text


def printed(capsys: pytest.CaptureFixture[str], line: str) -> tuple[object, str]:
    """Return how a command line that is only read ends, and what it prints."""
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    out, err = capsys.readouterr()
    return ended.value.code, out + err


def test_help_is_vietnamese_without_being_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, text = printed(capsys, "wave open --help")
    assert code == 0
    assert text.startswith("cách dùng: sipas wave open [-h]")
    assert "hỏi mọi câu, không chỉ các câu cốt lõi" in text
    assert "ví dụ: sipas wave open 2026-1" in text


@pytest.mark.parametrize(
    "line",
    [
        "wave open --help --lang en",
        "wave open --lang=en --help",
        "wave --lang en open --help",
        "--lang en wave open --help",
    ],
)
def test_help_is_english_wherever_the_line_asks_for_it(
    capsys: pytest.CaptureFixture[str], line: str
) -> None:
    code, text = printed(capsys, line)
    assert code == 0
    assert text.startswith("usage: sipas wave open [-h]")
    assert "ask all questions, not the core only" in text
    assert "example: sipas wave open 2026-1" in text


@pytest.mark.parametrize(
    ("line", "vietnamese", "english"),
    [
        (
            "wave open",
            "sipas wave open: lỗi: còn thiếu: code, --questionnaire",
            "sipas wave open: error: the following arguments are required: code, --questionnaire",
        ),
        (
            "wave begin",
            "lỗi: ACTION: không có lựa chọn 'begin'",
            "error: argument ACTION: invalid choice: 'begin'",
        ),
        (
            "demo --today 2026-13-01",
            "lỗi: --today: '2026-13-01' không phải là ngày, như 2026-12-31",
            "error: argument --today: '2026-13-01' is not a day, such as 2026-12-31",
        ),
        (
            "demo --port 0",
            "lỗi: --port: '0' không phải là cổng mạng, từ 1 đến 65535",
            "error: argument --port: '0' is not a port, 1 to 65535",
        ),
        (
            "analyse a.csv --unit u --levels 40 --satisfied-from 4",
            "lỗi: --levels phải từ 2 đến 35, đang là 40",
            "error: levels must be 2 to 35, got 40",
        ),
    ],
)
def test_wrong_usage_is_said_in_the_reader_s_language(
    capsys: pytest.CaptureFixture[str], line: str, vietnamese: str, english: str
) -> None:
    code, text = printed(capsys, line)
    assert code == 2
    assert text.startswith("cách dùng: ") and vietnamese in text
    code, text = printed(capsys, f"{line} --lang en")
    assert code == 2
    assert text.startswith("usage: ") and english in text


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = printed(capsys, "wave list --lang xx")
    assert code == 2
    assert "lỗi: --lang: không có lựa chọn 'xx'" in text


def test_what_follows_two_dashes_is_no_option() -> None:
    assert take_language(["links", "--", "--lang", "en"]) == (
        "vi",
        ["links", "--", "--lang", "en"],
    )


@pytest.mark.parametrize("before", [None, "de"])
def test_the_surroundings_are_left_as_they_were(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    if before is None:
        monkeypatch.delenv("LANGUAGE", raising=False)
    else:
        monkeypatch.setenv("LANGUAGE", before)
    domain = gettext.textdomain()
    with speaking("vi"):
        assert gettext.gettext("options") == "tùy chọn"
    assert (os.environ.get("LANGUAGE"), gettext.textdomain()) == (before, domain)
