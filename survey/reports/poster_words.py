"""The sentences of posters and of the card for counter staff. They are in Vietnamese, with a line of English."""

from dataclasses import dataclass

from forms.messages import POSTER_SAFE
from survey.settings import WITHOUT_PHONE
from survey.store.instruments import FIRMS, ORGANISATIONS, RESIDENTS

# Ways to answer without a phone, as the settings name them.
PAPER, KIOSK = WAYS = WITHOUT_PHONE

STEPS = (
    "Mở máy ảnh hoặc Zalo",
    "Đưa vào ô vuông này",
    "Chọn câu trả lời rồi bấm Gửi",
)
TYPE_AT, TYPE_CODE = "Hoặc mở", "rồi nhập mã:"
TAG = "Hoặc chạm điện thoại vào nhãn dưới ô vuông."
# True of every wave, whatever it asks: the release rule and its floor.
PROMISE_GROUPED = "Đơn vị chỉ xem kết quả gộp, từ 5 phiếu trở lên."
TAMPERED = "Thấy miếng dán đè hoặc đường kẻ bị đứt: xin đừng quét."


@dataclass(frozen=True, slots=True)
class Variant:
    """What a kind of poster says. Every kind carries the counter's own code."""

    title: tuple[str, str]
    title_en: str
    words: tuple[str, ...] = ()
    # Whom it asks, where it is not the counter's visitors; they are asked about the office.
    audience: str = ""
    # The longest title that fits is set in 48 pt.
    title_size: int = 48


VARIANTS = {
    "counter": Variant(
        ("Hôm nay", "phục vụ thế nào?"),
        "How was the service today? Scan, answer, send.",
    ),
    "returned": Variant(
        ("Hồ sơ bị trả lại", "hoặc chưa được nhận?"),
        "Papers returned or refused? Your answer counts as much.",
        ("Việc chưa xong vẫn xin đánh giá: phiếu nào cũng tính.",),
        title_size=45,
    ),
    "online": Variant(
        ("Nộp qua mạng,", "phục vụ thế nào?"),
        "Did you file online? Scan, answer, send.",
    ),
    RESIDENTS: Variant(
        ("Chính quyền phục vụ", "người dân thế nào?"),
        "How are residents served? Scan, answer, send.",
        ("Dành cho mọi người dân trên địa bàn, kể cả người chưa đến làm thủ tục.",),
        audience=RESIDENTS,
    ),
    ORGANISATIONS: Variant(
        ("Chính quyền phục vụ", "tổ chức thế nào?"),
        "How are organisations served? Scan, answer, send.",
        ("Dành cho mọi cơ quan, tổ chức, kể cả nơi chưa đến làm thủ tục.",),
        audience=ORGANISATIONS,
    ),
    FIRMS: Variant(
        ("Chính quyền phục vụ", "doanh nghiệp thế nào?"),
        "How are businesses served? Scan, answer, send.",
        (
            "Dành cho doanh nghiệp, hợp tác xã, hộ kinh doanh, kể cả nơi chưa đến làm thủ tục.",
        ),
        title_size=45,
        audience=FIRMS,
    ),
}


@dataclass(frozen=True, slots=True)
class StaffCard:
    """What the card for counter staff says, under headings."""

    title: str
    say_heading: str
    say: str
    do_heading: str
    do: tuple[str, ...]
    never_heading: str
    never: tuple[str, ...]
    asked_heading: str
    asked: str
    week: str


def staff_card(hotline: str, without_phone: tuple[str, ...]) -> StaffCard:
    """Return the card: whom to ask, what to say, and to stay away from the screen."""
    ways = {PAPER: "phiếu giấy", KIOSK: "máy tính bảng"}
    others = " hoặc ".join(ways[way] for way in WAYS if way in without_phone)
    return StaffCard(
        title="Mời người dân đánh giá",
        say_heading="Nói với mọi người, cùng một câu",
        say="“Xong việc, mời Ông/Bà quét mã trên bảng để đánh giá. Không bắt buộc và không hỏi tên.”",
        do_heading="Nên",
        do=(
            "Mời tất cả mọi người, cả người bị trả lại hồ sơ.",
            "Mời xong thì trở lại việc của mình.",
            f"Ai không quét được: chỉ chỗ có {others}, hoặc số {_whole(hotline)}.",
            "Ai cần người giúp: nhờ người không giải quyết hồ sơ đó, "
            "và tích “Có người giúp tôi trả lời”.",
        ),
        never_heading="Không",
        never=(
            "Không chọn người để mời.",
            "Không đứng cạnh, không nhìn màn hình, không bấm thay.",
            "Không xin điểm, không gợi ý, không hỏi đã chọn gì.",
            "Không che, không dời bảng; không tự đánh giá đơn vị mình.",
        ),
        asked_heading="Khi được hỏi “Có biết ai trả lời không?”",
        asked=f"“Hệ thống không hỏi tên. {PROMISE_GROUPED}”",
        week="Mỗi tuần xem lại bảng: còn đúng chỗ, không bị dán đè, quét thử mở đúng quầy; "
        "rồi đánh dấu ở trang Kiểm tra bảng.",
    )


def safe_words(host: str) -> str:
    """Return the sentence that tells the true address, and what its page never asks."""
    return str(POSTER_SAFE % {"host": host})


def help_words(hotline: str, without_phone: tuple[str, ...]) -> str:
    """Return what else one can do: a way on the spot that needs no phone, and the number."""
    ways = {
        # A tablet at the counter asks its visitors, so that others may be left with the number.
        (): "",
        (PAPER,): "Điền phiếu giấy",
        (KIOSK,): "Dùng máy tính bảng",
        (PAPER, KIOSK): "Dùng máy tính bảng, phiếu giấy,",
    }
    way = ways[tuple(way for way in WAYS if way in without_phone)]
    joined = f"{way} hoặc gọi" if way else "Xin gọi"
    return f"Không quét được? {joined} {_whole(hotline)}."


def wifi_words(name: str, password: str) -> str:
    """Return the line that names the office's free Wi-Fi."""
    secret = f" · mật khẩu: {password}" if password else ""
    return f"Wi-Fi miễn phí: {name}{secret}"


def _whole(number: str) -> str:
    """Return a telephone number that no end of a line can break."""
    return number.replace(" ", "\N{NO-BREAK SPACE}")
