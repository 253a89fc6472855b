"""Sentences of the pages that bring answers in from files."""

from flask_babel import lazy_gettext as _

FILE = _("Tệp phiếu (CSV, XLSX hoặc SPSS, nhiều nhất 5 MB)")
MAPPING = _("Tệp ghép cột đã lưu lần trước (không bắt buộc)")
WAVE = _("Thuộc đợt")
LOOK = _("Xem tệp")
ERR_FILE = _("Xin chọn một tệp.")
ERR_WAVE = _("Xin chọn một đợt.")
