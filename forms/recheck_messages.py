"""Sentences of the form that draws whom to call again."""

from flask_babel import lazy_gettext as _

FILE = _("Danh sách hồ sơ (CSV hoặc XLSX)")
RULE = _("Cỡ mẫu của mỗi đơn vị")
SHARE = _("phần trăm danh sách")
FIXED = _("số người cố định")
MARGIN = _("theo sai số của chênh lệch, điểm")
AMOUNT = _("Bao nhiêu")
LEAST = _("Ít nhất mỗi đơn vị")
SEED = _("Số khởi tạo (để trống: máy tự chọn và ghi lại)")
LAST_DAY = _("Gọi đến hết ngày")
DRAW = _("Chọn mẫu")
EXTEND = _("Đổi ngày cuối")
LISTS = _("Tải danh sách gọi (CSV)")
ERR_FILE = _("Xin chọn tệp danh sách.")
ERR_SHARE = _("Xin nhập phần trăm lớn hơn 0, nhiều nhất 100.")
ERR_FIXED = _("Xin nhập số người từ 1 đến %(most)s.")
ERR_MARGIN = _("Xin nhập sai số lớn hơn 0 và nhỏ hơn 50, như 10 hoặc 7,5.")
ERR_LAST_DAY = _("Xin chọn một ngày từ hôm nay trở đi.")
