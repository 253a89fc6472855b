"""What can be wrong in a questionnaire file, as Vietnamese sentences that a command translates."""

SYNTAX = "tệp không đúng cú pháp TOML (%(detail)s)"
MISSING = "thiếu mục này"
UNKNOWN = "không có mục này; các mục dùng được: %(known)s"
NOT_TEXT = "phải là chữ trong dấu ngoặc kép, đang là %(found)r"
NOT_TEXTS = "phải là danh sách các chữ trong dấu ngoặc kép, đang là %(found)r"
NOT_INTEGER = "phải là số nguyên, đang là %(found)r"
NOT_FLAG = "phải là true hoặc false, đang là %(found)r"
NOT_TABLE = "phải là một bảng TOML, đang là %(found)r"
NOT_TABLES = "phải viết thành các bảng [[%(name)s]]"
NOT_ALLOWED = "phải là một trong: %(allowed)s; đang là “%(found)s”"
OUT_OF_RANGE = "phải từ %(lowest)s đến %(highest)s, đang là %(found)s"
EMPTY = "đang để trống"
SPACES = "thừa dấu cách ở đầu hoặc cuối"
NOT_NFC = "chữ chưa ở dạng Unicode dựng sẵn (NFC)"
CHARACTER = "có ký tự điều khiển hoặc ký tự ẩn %(character)s"

CODE_FORM = (
    "mã “%(found)s” phải bắt đầu bằng chữ thường không dấu, "
    "tiếp theo chỉ là chữ thường không dấu, số và dấu %(marks)s"
)
VERSION_FORM = (
    "phiên bản “%(found)s” chỉ được có chữ không dấu, số, dấu chấm và gạch nối"
)
CODE_RESERVED = "mã “%(found)s” đã dành cho hệ thống"
CODE_TAKEN = "mã “%(found)s” đã dùng ở %(first)s"
NO_LEGAL_BASIS = "mẫu phiếu chính thức phải nêu căn cứ pháp lý"
NO_NOTE = "mẫu phiếu là bản nháp phải ghi rõ vì sao là bản nháp"
DRAFT_IN_OFFICIAL = "mẫu phiếu chính thức không được có câu chưa kiểm chứng"
LABEL_COUNT = "thang đo phải có từ 2 đến %(highest)s mức, đang có %(found)s"
LABEL_TWICE = "nhãn “%(found)s” xuất hiện hai lần"
LABEL_COUNT_DIFFERS = "phải có %(expected)s nhãn như bản tiếng Việt, đang có %(found)s"
NO_FACTORS = "phải có ít nhất một yếu tố [[factor]]"
NO_QUESTIONS = "phải có ít nhất một câu hỏi [[question]]"
TOO_MANY_QUESTIONS = "chỉ được có nhiều nhất %(highest)s câu hỏi, đang có %(found)s"
FACTOR_EMPTY = "yếu tố “%(found)s” không có câu hỏi nào"
FACTOR_NO_CORE = "yếu tố “%(found)s” không có câu cốt lõi (core = true)"
FACTOR_UNKNOWN = "không có yếu tố “%(found)s”; các yếu tố: %(known)s"
SECOND_OVERALL = (
    "chỉ được có một câu chung (không thuộc yếu tố nào); câu đầu là “%(first)s”"
)
WEIGHT_MISSING = "index_rule là fixed_weights nên mỗi yếu tố phải có trọng số"
WEIGHT_UNUSED = "chỉ dùng trọng số khi index_rule là fixed_weights"
WEIGHT_VALUE = "trọng số phải là số lớn hơn 0 và không quá 1, đang là %(found)r"
WEIGHT_SUM = "tổng các trọng số phải bằng 1, đang là %(found)s"
FILTER_SECOND = "yếu tố “%(found)s” đã có câu lọc"
FILTER_SAME = "hai câu trả lời của câu lọc phải khác nhau"

OTHER_QUESTIONNAIRE = (
    "bản dịch này là của mẫu phiếu “%(found)s”, không phải “%(expected)s”"
)
STALE = (
    "bản dịch theo bản tiếng Việt có mã băm %(found)s, nay mã băm là %(expected)s: "
    "xem lại từng câu rồi sửa mã băm"
)
LANGUAGE_CODE = (
    "“%(found)s” không phải là mã của một ngôn ngữ khác tiếng Việt, chẳng hạn en"
)
