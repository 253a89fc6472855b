"""Sentences of the form that brings published index values in."""

from flask_babel import lazy_gettext as _

FILE = _("Tệp CSV")
REASON = _("Lý do sửa (khi tệp sửa giá trị đã có)")
IMPORT = _("Nhập tệp")
ERR_FILE = _("Xin chọn một tệp.")
