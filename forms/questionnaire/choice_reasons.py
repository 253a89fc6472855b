"""What can be wrong in questions of perception and expectation, as Vietnamese sentences."""

KIND_OF_SATISFACTION = "câu về mức độ hài lòng (content = satisfaction) chỉ có kiểu scale; kiểu khác thì ghi content là perception hoặc expectation"
ONLY_SATISFACTION = "chỉ dùng cho câu về mức độ hài lòng, vì câu này không vào chỉ số"
ONLY_CHOICE = "chỉ dùng cho câu nhận định (perception) hoặc câu mong đợi (expectation)"
NO_OPTIONS = 'thiếu các phương án trả lời, ví dụ: options = [{ code = "near", label = "Gần nhà" }, …]'
OPTIONS_OF_COUNT = (
    "câu hỏi số lần (count) không có phương án; chỉ ghi số lớn nhất ở most"
)
OPTION_COUNT = "phải có từ %(lowest)s đến %(highest)s phương án, đang có %(found)s"
OPTION_TWICE = "mã phương án “%(found)s” xuất hiện hai lần"
LABEL_TWICE = "phương án “%(found)s” xuất hiện hai lần"
YES_NO_OPTIONS = "câu có/không phải có đúng hai phương án, theo thứ tự mã yes rồi no"
EXCLUDES_NOTHING = "excludes chỉ dùng ở câu được chọn nhiều phương án (multiple, pick)"
MOST_OF_ONE = "câu chỉ chọn một phương án thì không ghi most"
TOO_LONG = (
    "mã các câu và phương án dài quá: câu trả lời dài nhất chiếm %(found)s ký tự, "
    "chỉ được %(highest)s; hãy rút ngắn mã hoặc giảm most"
)
