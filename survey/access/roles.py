"""What the roles are called on pages."""

from flask_babel import lazy_gettext as _

ROLE_NAMES = {
    "administrator": _("quản trị viên"),
    "reform_office": _("cơ quan cải cách hành chính"),
    "unit_head": _("thủ trưởng đơn vị"),
    "counter_staff": _("công chức tại quầy"),
    "operator": _("người nhập phiếu"),
    "auditor": _("kiểm toán viên"),
}
