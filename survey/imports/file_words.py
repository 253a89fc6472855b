"""What is wrong with a file, in the reader's language: for every command and page that takes files."""

from collections.abc import Callable

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.legacy import TCVN3, VNI
from survey.language import translator

MOST_NAMES_SHOWN = 40

Translate = Callable[[str], str]


def input_error_text(error: InputError, *, language: str, file: str = "") -> str:
    """Return one line: file, line, column, value and what was expected. `file` stands for the path."""
    _ = translator(language).gettext
    name = file or str(error.path)
    place = f"{name}:{error.line}" if error.line else name
    parts = [place]
    if error.column:
        parts.append(_("cột “%(column)s”") % {"column": error.column})
    if error.value:
        parts.append(_("gặp “%(value)s”") % {"value": error.value})
    expected = _expected(error.expected, _)
    if error.allowed:
        more = ", …" if len(error.allowed) > MOST_NAMES_SHOWN else ""
        expected += f" ({', '.join(error.allowed[:MOST_NAMES_SHOWN])}{more})"
    parts.append(_("cần %(expected)s") % {"expected": expected})
    line = ": ".join((parts[0], ", ".join(parts[1:])))
    return f"{line}. {encoding_hint(_)}" if error.value in (TCVN3, VNI) else line


def encoding_hint(_: Translate) -> str:
    """Return what to do with a text in an encoding of before Unicode."""
    return _(
        "Chữ gõ bằng bảng mã cũ: hãy chuyển sang Unicode (chẳng hạn bằng Unikey, mục Công cụ) rồi lưu lại."
    )


def _expected(expected: Expected, _: Translate) -> str:
    return {
        Expected.READABLE: _("một tệp đọc được"),
        Expected.UTF8: _("văn bản UTF-8"),
        Expected.HEADER: _("dòng đầu có tên các cột"),
        Expected.COLUMNS: _("ít cột hơn"),
        Expected.ROWS: _("ít dòng hơn"),
        Expected.FIELDS: _("đủ số ô như dòng đầu"),
        Expected.COLUMN: _("một cột có tên như vậy"),
        Expected.ONE_COLUMN: _("chỉ một cột có tên như vậy"),
        Expected.OTHER_COLUMN: _("một cột chưa dùng vào việc khác"),
        Expected.LEVEL: _("một mức của thang đo, hoặc để trống"),
        Expected.RATINGS: _("các cột là câu trả lời theo thang đo"),
        Expected.ONE_SCALE: _(
            "các nhãn của một thang đo đã biết; hãy nêu bằng --scale"
        ),
        Expected.VALUE: _("một giá trị"),
        Expected.UNIQUE: _("giá trị không lặp lại"),
        Expected.UNIT: _("đơn vị có trong tệp đơn vị"),
        Expected.SAME: _("giá trị giống như ở chỗ kia"),
        Expected.NUMBER: _("một số từ 0 trở lên"),
        Expected.POSITIVE: _("một số lớn hơn 0"),
        Expected.QUESTION: _("tên một cột trong tệp phiếu"),
        Expected.FACTOR: _("tên khác với mọi câu hỏi, SIPAS và OVERALL"),
        Expected.CELL: _("có phiếu ở mọi ô có số tổng"),
        Expected.TOTAL: _("số tổng cho mọi ô có phiếu"),
        Expected.SAME_TOTALS: _("các bảng số tổng có cùng tổng chung"),
        Expected.SETTLING: _("các bảng số tổng có thể cùng đạt được"),
        Expected.FIGURE: _("một số không có dấu phân cách hàng nghìn"),
        Expected.WORD: _("một trong các từ"),
        Expected.INDICATOR: _("một chỉ tiêu có trong tệp trọng số"),
        Expected.HUNDRED: _("trọng số các chỉ số thành phần cộng lại bằng 100"),
        Expected.NOT_BELOW: _("một số không nhỏ hơn mức thấp nhất"),
    }[expected]
