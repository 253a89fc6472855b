"""docs/analyse.md names every file with its columns, and every option."""

import argparse
import re
from pathlib import Path

from analysis.ratings.request import Request
from analysis.ratings.study import read_study
from analysis.ratings.tables.all_tables import result_files
from analysis.ratings.tables.files import FileTable
from survey.cli import analyse

PAGE = (Path(__file__).parents[3] / "docs" / "analyse.md").read_text("utf-8")


def test_every_file_is_named_with_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("unit,q1\nA,5\n", "utf-8")
    for result in result_files(read_study(Request(file, "unit"))):
        assert f"`{result.name}`" in PAGE
        if isinstance(result, FileTable):
            assert f"`{' '.join(result.columns)}`" in PAGE, result.name


def test_every_option_is_named() -> None:
    parser = argparse.ArgumentParser()
    analyse.add_parser(parser.add_subparsers())
    command = parser.parse_args(["analyse", "a.csv", "--unit", "u"]).parser
    options = set(re.findall(r"--[a-z-]+", command.format_help())) - {
        "--help",
        "--lang",
    }
    assert len(options) > 20
    assert {option for option in options if f"`{option}" not in PAGE} == set()
