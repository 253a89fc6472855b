"""Every sentence a citizen reads, once. Vietnamese is the source; each is translated when it is shown.

Placeholders are filled with `%`: `messages.WHERE % {"counter": ..., "office": ...}`.
A promise is a constant of its own, so that a page can leave out what is not true there.
"""

from flask_babel import lazy_gettext as _

# The form
TITLE = _("Ông/Bà đánh giá lần phục vụ hôm nay")
TITLE_ONLINE = _("Ông/Bà đánh giá lần làm thủ tục trực tuyến")
TITLE_ELSEWHERE = _("Phiếu lấy ý kiến")
WHERE_ELSEWHERE = _("Ý kiến về %(office)s — đúng nơi Ông/Bà muốn nói đến?")
WHERE = _("%(counter)s, %(office)s — đúng nơi Ông/Bà vừa đến?")
WHERE_ONLINE = _("%(counter)s, %(office)s — đúng nơi giải quyết hồ sơ của Ông/Bà?")
WHERE_NO = _("Không đúng, nhập mã khác")
SKIP_RULE = _("Câu nào không muốn trả lời thì bỏ qua.")
ONLY = _("Xem riêng")
ONLY_ALL = _("Tất cả")
EVERY_ANSWER = _("Mọi phiếu")
STAGE = _("Hôm nay Ông/Bà đến để:")
STAGE_ONLINE = _("Lần này Ông/Bà:")
STAGE_SUBMIT = _("nộp hồ sơ")
STAGE_RECEIVE = _("nhận kết quả")
STAGE_SUPPLEMENT = _("bổ sung hồ sơ, bị trả lại")
STAGE_ASK = _("hỏi thông tin")
SERVICE_FIELD = _("Ông/Bà vừa làm thủ tục thuộc lĩnh vực nào? (không bắt buộc)")
OVERALL = _("Đánh giá chung")
COMMENT = _("Điều gì nên làm tốt hơn? (không bắt buộc)")
COMMENT_HINT = _(
    "Xin đừng ghi tên, số điện thoại, số giấy tờ, số hồ sơ, của mình hay của người khác."
)
COMMENT_NO_COMPLAINT = _("Nơi này không nhận khiếu nại, tố cáo: gọi %(hotline)s.")
HELPED = _("Có người giúp tôi trả lời")
SUBMIT = _("Gửi đánh giá")
HELP = _("Cần giúp: %(hotline)s (giờ hành chính)")

FURTHER_TITLE = _("Trả lời thêm")
MORE_QUESTIONS = _("Thêm vài câu")

# Promises
PROMISE_FURTHER = _("Các câu này là một phiếu riêng, không nối với phiếu đã gửi.")
PROMISE_NO_NAME = _("Không hỏi tên, số điện thoại hay giấy tờ.")
PROMISE_SHORT = _("Không hỏi tên, số điện thoại hay giấy tờ. Chưa đến 1 phút.")
PROMISE_HOW = _(
    "Hệ thống không giữ gì để biết phiếu nào là của ai. "
    "Đơn vị chỉ xem kết quả gộp, từ 5 phiếu trở lên."
)
PROMISE_SUMMARY = _("Điều gì được giữ?")
PROMISE_KEPT = _(
    "Được giữ: câu trả lời, nơi, ngày, ngôn ngữ, cách trả lời. "
    "Không giữ: giờ phút, địa chỉ mạng, loại máy."
)
PROMISE_COMMENT_APART = _(
    "Góp ý được giữ riêng, chỉ kèm đơn vị, tháng và ngôn ngữ, không nối với câu trả lời."
)
PROMISE_COMMENT = _(
    "Lời góp ý có thể cho biết người viết là ai nếu có tên hoặc chuyện riêng."
)
PROMISE_BESIDE = _("Người đứng cạnh có thể nhìn thấy màn hình.")

# What to put right
ERR_TITLE = _("Lỗi: %(title)s")
ERR_SUMMARY = _("Có chỗ cần xem lại")
ERR_NONE = _("Chưa chọn câu trả lời nào. Xin chọn ít nhất một câu.")
ERR_CHOICE = _("Xin chọn một trong các câu trả lời có sẵn.")
ERR_TWICE = _("Câu này nhận được hai câu trả lời. Xin chọn một.")
ERR_LONG = _(
    "Góp ý dài quá %(n)s chữ cái. Xin bớt còn 2.000. Các câu trả lời vẫn còn nguyên."
)

# After sending
THANKS_TITLE = _("Đã nhận đánh giá")
THANKS = _("Đã nhận đánh giá. Cảm ơn Ông/Bà.")
THANKS_NEXT = _("Không ai liên hệ lại về phiếu này.")
# The address follows, as a link.
THANKS_PUBLISHED = _("Sau mỗi đợt, kết quả gộp của từng đơn vị được công bố tại")
THANKS_REPLIES = _("Đơn vị trả lời chung các góp ý của tháng này")
THANKS_RECEIPT = _("Mã biên nhận")
COMMENT_MASKED = _("Đã che phần giống số điện thoại hoặc số giấy tờ.")
RECEIPT_TELLS_NOTHING = _("Mã không cho biết đã trả lời gì.")
THANKS_MORE = _("Trả lời thêm %(n)s câu (không bắt buộc)")
THANKS_CLOSE = _("Có thể đóng trang này.")
ALREADY = _("Phiếu này đã được nhận trước đó. Không tính hai lần.")

# Where a form cannot be shown or taken
CANNOT_SEND = _("Phiếu này không gửi được nữa vì %(reason)s.")
REASON_TOO_OLD = _("trang đã mở quá lâu")
REASON_CLOSED = _("đợt lấy ý kiến đã dừng")
REASON_DAMAGED = _("trang tải về bị lỗi")
REASON_WRONG_DAY = _("ngày trên máy chủ đã có lúc bị sai")
REASON_FOREIGN = _("phiếu được gửi từ một trang khác")
OPEN_NEW = _("Mở phiếu mới")
BAD_CODE = _("Không có mã này. Xin xem lại 6 ký tự in dưới ô vuông.")
OLD_POSTER = _("Bảng này đã được thay. Xin quét bảng mới ở quầy.")
COUNTER_CLOSED = _("Quầy này không còn hoạt động. Xin quét bảng ở quầy khác.")
CLOSED = _("Đợt lấy ý kiến ở đây đã dừng ngày %(date)s.")
NEXT_OPENS = _("Đợt tiếp theo bắt đầu ngày %(date)s.")
PAUSED = _("Việc lấy ý kiến ở đây đang tạm dừng.")
PAUSED_UNTIL = _("Việc lấy ý kiến ở đây đang tạm dừng, tiếp tục từ ngày %(date)s.")
NOT_OPEN = _("Chưa mở. Bắt đầu ngày %(date)s.")
NO_WAVE = _("Ở đây chưa có đợt lấy ý kiến nào.")
CALL = _("Góp ý qua điện thoại: %(hotline)s.")
TELL_COUNTER = _("Có thể góp ý trực tiếp tại quầy.")
# Only beside a form that still holds the answers; otherwise UNCONFIRMED.
SERVER_DOWN = _("Máy chủ đang bận. Câu trả lời chưa mất. Xin thử lại sau ít phút.")
UNCONFIRMED = _("Chưa xác nhận được là đã nhận. Bấm “Gửi lại” cũng chỉ tính một lần.")
RESEND = _("Gửi lại")

# What the page says of an answer on its way
SENDING = _("Đang gửi…")
UNSENT_KEPT = _(
    "Chưa gửi được vì mất mạng. Câu trả lời đang giữ trên điện thoại này và sẽ tự gửi khi có mạng, "
    "lúc trang này mở."
)
UNSENT_OPEN = _("Chưa gửi được. Xin giữ trang này mở rồi bấm “Gửi lại”.")
EARLIER = _("Phiếu trước:")
DISCARD = _("Xoá khỏi máy này")
DISCARD_ASK = _("Xoá thì phiếu này không được gửi nữa.")
DISCARDED = _("Đã xóa khỏi máy này.")
RECEIVED_EARLIER = _("Phiếu gửi từ máy này đã được nhận.")
SOFT_SKIP = _("Chưa trả lời câu %(questions)s. Có thể trả lời hoặc gửi luôn.")
ANSWER_ON = _("Trả lời tiếp")
SEND_NOW = _("Gửi luôn")

# A kiosk, for citizens and, on its margin, for staff
KIOSK_FRAME = _("Ngôn ngữ và cỡ chữ")
KIOSK_START = _("Bắt đầu")
KIOSK_PROGRESS = _("Câu %(number)s/%(total)s")
KIOSK_BACK = _("Quay lại")
KIOSK_SKIP = _("Bỏ qua câu này")
KIOSK_NEXT = _("Câu tiếp theo")
KIOSK_STOP = _("Dừng và xóa")
KIOSK_IDLE = _("Còn ở đó không? Màn hình sẽ xóa sau %(seconds)s giây.")
KIOSK_KEPT = _(
    "Cảm ơn Ông/Bà. Câu trả lời đang giữ trên máy này và sẽ tự gửi khi có mạng."
)
KIOSK_RETURNS = _("Màn hình sắp trở về trang đầu, không giữ lại câu trả lời nào.")
KIOSK_NO_FORMS = _("Máy này tạm hết phiếu. Xin quét mã QR ở quầy.")
KIOSK_NO_SCRIPT = _(
    "Máy này không mở được phiếu. Xin quét mã QR ở quầy hoặc hỏi công chức."
)
KIOSK_NO_STORAGE = _(
    "Trình duyệt này không giữ được phiếu nên máy chưa dùng được. Xin công chức mở lại bằng cửa sổ thường, "
    "không dùng chế độ ẩn danh."
)
KIOSK_ENROL = _("Đăng ký máy đánh giá")
KIOSK_ENROL_HELP = _(
    "Dành cho công chức. Mã gồm 8 ký tự, dùng một lần, lấy ở trang Máy đánh giá."
)
KIOSK_CODE = _("Mã đăng ký")
KIOSK_ENROL_SUBMIT = _("Đăng ký")
KIOSK_NOT_ENROLLED = _(
    "Máy này không còn được đăng ký nên không nhận đánh giá. Xin quét mã QR ở quầy."
)
KIOSK_LINE = _("Phiếu trắng: %(left)s · Chờ gửi: %(waiting)s")
KIOSK_STAFF = _("Dành cho công chức")
KIOSK_LEFT = _("Phiếu trắng còn trên máy: %(n)s")
KIOSK_WAITING = _("Phiếu đã trả lời đang chờ gửi: %(n)s")
KIOSK_REFUSED = _("Phiếu không gửi được nữa: %(n)s")
KIOSK_DROP = _("Xóa các phiếu không gửi được nữa")
KIOSK_SENT = _("Lần gửi gần nhất: %(date)s")
KIOSK_NEVER_SENT = _("Chưa gửi phiếu nào.")
KIOSK_READY = _("Tắt rồi mở lại lúc mất mạng vẫn dùng được.")
KIOSK_NOT_READY = _("Tắt rồi mở lại lúc mất mạng thì chưa dùng được.")
ERR_KIOSK_CODE = _("Mã không đúng, đã dùng hoặc đã quá hạn.")
ERR_KIOSK_NETWORK = _("Chưa nối được với máy chủ. Xin thử lại.")
REASON_KIOSK = _("máy này không còn được đăng ký")

# Instead of a page
BAD_REQUEST = _("Máy chủ không hiểu được yêu cầu này.")
FORBIDDEN = _("Không được mở trang này.")
NOT_FOUND = _("Không có trang này.")
WRONG_METHOD = _("Không mở được trang theo cách này.")
TOO_LARGE = _("Nội dung gửi lên quá lớn.")
TOO_MANY = _("Đã thử quá nhiều lần.")
SERVER_FAILED = _("Máy chủ gặp lỗi.")
SERVER_BUSY = _("Máy chủ đang bận.")
START_AGAIN = _("Xin mở lại từ đầu.")
CHECK_ADDRESS = _("Xin xem lại địa chỉ.")
TRY_LATER = _("Xin thử lại sau ít phút.")

# Around every page
HOME_TITLE = _("Đánh giá phục vụ tại Bộ phận một cửa")
HOME_HELP = _("Mã gồm 6 ký tự, in dưới ô vuông. Chữ hoa hay chữ thường đều được.")
LARGER_LETTERS = _("Chữ to")
USUAL_LETTERS = _("Chữ thường")
LISTEN = _("Nghe")
# How a date is written; each language has its own pattern.
DATE_PATTERN = _("dd/MM/yyyy")

# Home page and poster
ENTER_CODE = _("Nhập mã in trên bảng")
ENTER_CODE_SUBMIT = _("Mở phiếu đánh giá")
SEE_RESULTS = _("Xem kết quả đã công bố")
FIRST_PAGE = _("Về trang đầu")
POSTER_SAFE = _(
    "Địa chỉ đúng bắt đầu bằng %(host)s. "
    "Trang không hỏi tên, OTP, không thu tiền, không bắt cài ứng dụng."
)

# Sign-in and comparison, for reviewers
SIGN_IN_NAME = _("Tên đăng nhập")
SIGN_IN_PASSWORD = _("Mật khẩu")
SIGN_IN_SUBMIT = _("Đăng nhập")
ERR_NAME = _("Xin nhập tên đăng nhập.")
ERR_PASSWORD = _("Xin nhập mật khẩu.")
ERR_SIGN_IN_LONG = _("Dài quá %(max)d ký tự.")
FIRST_OFFICE = _("Đơn vị thứ nhất")
SECOND_OFFICE = _("Đơn vị thứ hai")
COMPARE = _("So sánh")
ERR_OFFICE = _("Xin chọn một đơn vị trong danh sách.")
ERR_SAME_OFFICE = _("Xin chọn hai đơn vị khác nhau.")

# Accounts of reviewers
CODE = _("Mã 6 số trong ứng dụng xác thực")
CODE_OR_RECOVERY = _("Mã 6 số trong ứng dụng, hoặc một mã dự phòng")
CODE_SUBMIT = _("Xác nhận")
ERR_CODE = _("Xin nhập mã.")
PRESENT_PASSWORD = _("Mật khẩu hiện nay")
NEW_PASSWORD = _("Mật khẩu mới (ít nhất 12 ký tự)")
REPEATED_PASSWORD = _("Nhập lại mật khẩu mới")
ERR_REPEATED = _("Hai lần nhập mật khẩu không giống nhau.")
SAVE_PASSWORD = _("Lưu mật khẩu")
NEW_RECOVERY_CODES = _("Tạo mã dự phòng mới")
ROLE = _("Vai trò")
OWN_OFFICE = _("Đơn vị (chỉ với thủ trưởng đơn vị và công chức tại quầy)")
NO_OFFICE = _("không thuộc đơn vị nào")
ERR_ROLE = _("Xin chọn một vai trò trong danh sách.")
ERR_NEEDS_OFFICE = _("Vai trò này cần một đơn vị.")
ERR_NO_OFFICE = _("Vai trò này không gắn với đơn vị nào.")
ERR_NAME_TAKEN = _("Đã có tài khoản tên này.")
ERR_NAME_CHARACTERS = _("Tên chỉ gồm chữ, số, dấu chấm, gạch nối và gạch dưới.")
INVITE = _("Tạo tài khoản và đường dẫn mời")
SAVE_ROLE = _("Lưu vai trò")

# Waves: pauses, extensions, targets
REASON = _("Lý do (được lưu lại)")
PAUSE_UNTIL = _("Ngày cuối tạm dừng (để trống: đến khi có quyết định tiếp tục)")
NEW_LAST_DAY = _("Ngày kết thúc mới")
PAUSE = _("Tạm dừng đợt này")
RESUME = _("Tiếp tục đợt này")
EXTEND = _("Gia hạn đợt này")
CLOSE = _("Đóng đợt này sau hôm nay")
ERR_REASON = _("Xin ghi lý do.")
ERR_REASON_LONG = _("Lý do dài quá %(max)d ký tự.")
ERR_DAY = _("Xin nhập một ngày.")
ERR_TARGET = _("Xin nhập một số nguyên từ 1 đến %(n)s, hoặc để trống.")
