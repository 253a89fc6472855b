"""What is said around questions of perception and expectation, on every form that asks them."""

from flask_babel import lazy_gettext as _

PERCEPTION = _("Ông/Bà cho biết thêm")
EXPECTATION = _("Điều Ông/Bà mong đợi")
AT_MOST = _("Chọn nhiều nhất %(most)s mục.")
SEVERAL = _("Có thể chọn nhiều mục.")
NUMBER = _("Ghi một số, từ 0 đến %(most)s")
IN_ORDER = _("Chọn theo thứ tự, việc quan trọng nhất trước.")
# On paper.
WRITE_PLACES = _("Ghi 1 vào ô của việc quan trọng nhất, rồi 2, tiếp tục đến %(most)s.")
NOTHING = _("(chưa chọn)")
PLACE = _("Thứ %(place)s")
FIRST_PLACE = _("Thứ nhất")

ERR_TOO_MANY = _("Xin chọn nhiều nhất %(most)s mục; đang chọn %(found)s.")
ERR_ALONE = _("Đã chọn “%(option)s” thì xin bỏ chọn các mục khác.")
ERR_NUMBER = _("Xin ghi một số từ 0 đến %(most)s, hoặc để trống.")
ERR_SAME_PLACE = _("“%(option)s” đang đứng ở hai chỗ. Xin xếp mỗi mục một chỗ.")
ERR_NO_SCORE = _("Xin trả lời ít nhất một câu về mức độ hài lòng.")
