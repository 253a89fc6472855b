"""Sentences of the form that draws a sample."""

from flask_babel import lazy_gettext as _

CODE = _("Mã kế hoạch")
TITLE = _("Tên kế hoạch")
FIRST_MONTH = _("Từ tháng")
LAST_MONTH = _("Đến tháng")
WAVE = _("Cho đợt")
NO_WAVE = _("không gắn với đợt nào")
RULE = _("Cỡ mẫu")
SCOPE = _("Cỡ mẫu tính cho")
MARGIN = _("Sai số e, điểm phần trăm")
FIXED = _("Số phiếu (khi chọn số cố định)")
OFFICES = _("Số đơn vị được chọn (để trống: hỏi ở mọi đơn vị)")
SEED = _("Số khởi tạo (để trống: máy tự chọn và ghi lại)")
DRAW = _("Chọn mẫu")
ERR_CODE = _(
    "Xin nhập mã: 1 đến 40 chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới."
)
ERR_TITLE = _("Tên dài quá %(max)d ký tự.")
ERR_MONTH = _("Xin nhập tháng như 2026-01.")
ERR_MONTHS = _("Tháng cuối đứng trước tháng đầu.")
ERR_RULE = _("Xin chọn một mục trong danh sách.")
ERR_COUNT = _("Xin nhập số nguyên từ %(least)s đến %(most)s.")
ERR_FIXED = _("Xin nhập số phiếu.")
ERR_MARGIN = _("Xin nhập sai số lớn hơn 0 và nhỏ hơn 50, như 5 hoặc 2,5.")
ERR_EXISTS = _("Mã này đã có. Mẫu đã chọn thì không chọn lại.")
ERR_EMPTY = _("Không có hồ sơ nào trong các tháng này. Xin nhập số hồ sơ trước.")
ERR_OFFICES = _("Xin nhập từ %(least)s đến %(most)s đơn vị.")
