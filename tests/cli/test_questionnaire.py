"""sipas questionnaire: what it prints and how it ends."""

import argparse
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from forms.questionnaire import (
    load_wordings,
    shipped_questionnaire,
    shipped_text,
    translate,
    write_questionnaire,
)
from survey.cli import questionnaire
from survey.cli.errors import CommandError

Run = Callable[..., int]


@pytest.fixture
def run() -> Run:
    """Run `sipas questionnaire ...` without the other commands."""

    def run_command(*arguments: str) -> int:
        parser = argparse.ArgumentParser(prog="sipas")
        questionnaire.add_parser(parser.add_subparsers())
        parsed = parser.parse_args(["questionnaire", *arguments])
        exit_code: int = parsed.run(parsed)
        return exit_code

    return run_command


@pytest.fixture
def good_file(tmp_path: Path) -> Path:
    file = tmp_path / "phiếu nhanh.toml"
    file.write_text(shipped_text("quick"), "utf-8")
    return file


def english(code: str) -> str:
    return str(files("survey") / "translations" / "en" / f"{code}.toml")


def test_a_good_file_is_summed_up_with_its_digest(
    run: Run, good_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", str(good_file)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "quick 1: Phiếu đánh giá nhanh tại Bộ phận một cửa",
        "Trạng thái: tự xây dựng",
        "5 yếu tố, 6 câu hỏi (6 câu cốt lõi, 0 câu chưa kiểm chứng)",
        "Cách tính chỉ số: pooled",
        f"Mã băm: {shipped_questionnaire('quick').digest}",
    ]


def test_each_mistake_is_a_line_with_file_line_key_and_reason(
    run: Run, good_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = good_file.read_text("utf-8").replace('"worst_first"', '"random"')
    good_file.write_text(broken.replace("year = 2026\n", ""), "utf-8")
    lines = broken.replace("year = 2026\n", "").splitlines()
    order_line = 1 + lines.index('order = "random"')
    assert run("check", str(good_file)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{good_file}:1: year: thiếu mục này",
        f"{good_file}:{order_line}: scale.order: "
        "phải là một trong: worst_first, best_first; đang là “random”",
    ]


def test_a_complete_translation_is_confirmed(
    run: Run, good_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", str(good_file), "--translation", english("quick")) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Bản dịch en đầy đủ."


def test_a_translation_of_other_wording_is_refused(
    run: Run, good_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = good_file.read_text("utf-8").replace("chỗ ngồi", "ghế ngồi")
    good_file.write_text(changed, "utf-8")
    assert run("check", str(good_file), "--translation", english("quick")) == 1
    assert "source_digest: bản dịch theo bản tiếng Việt" in capsys.readouterr().out


def test_a_missing_file_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="^Không đọc được .*none.toml: "):
        run("check", str(tmp_path / "none.toml"))


def test_a_file_that_is_not_utf_8_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "old.toml"
    file.write_bytes("title = 'café'".encode("latin-1"))
    with pytest.raises(CommandError, match="không phải là tệp văn bản UTF-8"):
        run("check", str(file))


def test_list_names_the_shipped_questionnaires(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list") == 0
    printed = capsys.readouterr().out
    assert "quick 1: " in printed
    assert "sipas-2017 1: " in printed
    assert "Trạng thái: bản nháp" in printed


def test_a_version_is_written_out_with_its_translations(
    run: Run, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "quick", "--directory", str(directory)) == 0
    written = load_wordings(capsys.readouterr().out, source="export")
    assert written["vi"] == shipped_questionnaire("quick")
    assert written["en"].title == "Short form for the one-stop counter"
    with pytest.raises(CommandError, match="các phiên bản: 1$"):
        run("export", "quick", "--version", "9", "--directory", str(directory))
    with pytest.raises(
        CommandError, match="mã nobody phiên bản này; các phiên bản: –$"
    ):
        run("export", "nobody", "--directory", str(directory))


def test_a_translation_in_the_same_file_is_checked_with_it(
    run: Run, good_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = shipped_questionnaire("quick")
    source = Path(english("quick")).read_text("utf-8")
    translated = translate(quick, source, source="en")
    text = write_questionnaire(quick, [translated])
    good_file.write_text(text, "utf-8")
    assert run("check", str(good_file)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Bản dịch en đầy đủ."
    good_file.write_text(
        text.replace('translation.en.name = "Result', 'translation.en.nam = "Result'),
        "utf-8",
    )
    assert run("check", str(good_file)) == 1
    assert "factor[4].translation.en.name: thiếu mục này" in capsys.readouterr().out
