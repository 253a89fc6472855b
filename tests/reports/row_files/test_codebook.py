"""The codebook says of each column of the CSV file what it is, as DDI-Codebook has it."""

import csv
from pathlib import Path

from lxml import etree

from tests.reports.row_files.conftest import Make

GRAMMAR = Path(__file__).with_name("codebook.rng")
DDI = {"d": "ddi:codebook:2_5"}


def test_a_codebook_has_the_elements_of_ddi_in_their_order(make: Make) -> None:
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    book = etree.parse(make("ddi").path)
    assert grammar.validate(book), grammar.error_log
    # A grammar that lets everything through would say nothing.
    (study,) = book.iterfind("d:stdyDscr", DDI)
    study.append(study[0])
    assert not grammar.validate(book)


def test_a_codebook_names_every_column_and_value_of_the_rows(make: Make) -> None:
    book = etree.parse(make("ddi").path)
    with make("csv").path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    described = {
        variable.get("name"): {
            value.text for value in variable.iterfind("d:catgry/d:catValu", DDI)
        }
        for variable in book.iterfind("d:dataDscr/d:var", DDI)
    }
    assert list(described) == list(rows[0])
    for name, values in described.items():
        if values:
            assert {row[name] for row in rows} <= values
    assert book.findtext(
        "d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty", namespaces=DDI
    ) == (str(len(rows)))
