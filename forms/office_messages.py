"""What the form for mergers, splits and closings says."""

from flask_babel import lazy_gettext as _

ROWS = _("Danh sách thay đổi, mỗi dòng một đơn vị")
PREVIEW = _("Xem trước")
ERR_ROWS = _("Hãy ghi ít nhất một dòng.")
