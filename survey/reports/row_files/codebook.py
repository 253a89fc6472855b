"""The codebook of a row file as DDI-Codebook 2.5, for archives and the programs of statistics offices.

Source of the elements: DDI Alliance, DDI-Codebook 2.5 schema (codebook.xsd), namespace `ddi:codebook:2_5`.
"""

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from survey import __version__
from survey.language import translator
from survey.reports.plain import plain
from survey.reports.row_files.contents import RowFile
from survey.reports.row_files.variables import MISSING, Category, Variable
from survey.reports.wording import Wording

NAMESPACE = "ddi:codebook:2_5"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FILE_ID = "F1"


def write_codebook(path: Path, file: RowFile) -> None:
    """Write the codebook of the CSV file that has the same release."""
    ElementTree.register_namespace("", NAMESPACE)
    book = Element(_name("codeBook"), {"version": "2.5", _XML_LANG: file.language})
    _study(book, file)
    _file(book, file)
    data = SubElement(book, _name("dataDscr"))
    for number, variable in enumerate(file.variables, start=1):
        _variable(data, variable, number=number)
    tree = ElementTree.ElementTree(book)
    ElementTree.indent(tree)
    with path.open("wb") as out:
        tree.write(out, encoding="utf-8", xml_declaration=True)
        out.write(b"\n")


def _study(book: Element, file: RowFile) -> None:
    _ = translator(file.language).gettext
    study = SubElement(book, _name("stdyDscr"))
    citation = SubElement(study, _name("citation"))
    title = SubElement(citation, _name("titlStmt"))
    _text(title, "titl", f"{plain(file.questionnaire.title)}: {file.wave_title}")
    _text(title, "IDNo", f"{file.wave_code}-{file.release}")
    production = SubElement(citation, _name("prodStmt"))
    _text(production, "software", "sipas", version=__version__)
    version = SubElement(citation, _name("verStmt"))
    day = file.last_through
    _text(
        version,
        "version",
        file.release,
        **({} if day is None else {"date": day.isoformat()}),
    )
    information = SubElement(study, _name("stdyInfo"))
    _text(information, "abstract", Wording(file.language).index_title())
    summary = SubElement(information, _name("sumDscr"))
    _text(summary, "nation", "Việt Nam", abbr="VN")
    _text(summary, "anlyUnit", _("Một phiếu đánh giá của một lần làm thủ tục"))
    method = SubElement(study, _name("method"))
    collection = SubElement(method, _name("dataColl"))
    questionnaire = file.questionnaire
    _text(
        collection,
        "resInstru",
        f"{questionnaire.code} {questionnaire.version} (SHA-256 {file.instrument.digest})",
    )
    access = SubElement(study, _name("dataAccs"))
    terms = SubElement(access, _name("useStmt"))
    _text(
        terms,
        "restrctn",
        _(
            "Chỉ dành cho cơ quan cải cách hành chính và kiểm toán viên; không chia sẻ tiếp."
        ),
    )


def _file(book: Element, file: RowFile) -> None:
    described = SubElement(book, _name("fileDscr"), {"ID": FILE_ID})
    text = SubElement(described, _name("fileTxt"))
    _text(text, "fileName", f"{file.wave_code}.csv")
    size = SubElement(text, _name("dimensns"))
    _text(size, "caseQnty", str(file.n))
    _text(size, "varQnty", str(len(file.variables)))
    _text(text, "fileType", "text/csv; charset=utf-8")


def _variable(data: Element, variable: Variable, *, number: int) -> None:
    described = SubElement(
        data,
        _name("var"),
        {
            "ID": f"V{number}",
            "name": variable.name,
            "files": FILE_ID,
            "intrvl": "discrete",
        },
    )
    _text(described, "labl", plain(variable.label))
    if variable.question:
        question = SubElement(described, _name("qstn"))
        _text(question, "qstnLit", plain(variable.label))
    for category in variable.categories:
        _category(described, variable, category)
    is_number = "numeric" if variable.question else "character"
    SubElement(described, _name("varFormat"), {"type": is_number, "schema": "other"})


def _category(described: Element, variable: Variable, category: Category) -> None:
    words = {missing.code: missing.word for missing in MISSING}
    is_word = variable.question and category.is_missing
    value = words[int(category.value)] if is_word else str(category.value)
    element = SubElement(
        described,
        _name("catgry"),
        {"missing": "Y"} if category.is_missing else {},
    )
    _text(element, "catValu", value)
    _text(element, "labl", plain(category.label))


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, _name(name), attributes).text = text


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
