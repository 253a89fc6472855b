"""What a report says to do with its figures: what to look at first, what people wrote, what was promised."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from survey.reports.comment_wording import CommentWording
from survey.reports.first_look import FirstLook, LookedAt
from survey.reports.following_wording import FollowingWording
from survey.reports.handed_up.cells import count_cell, text_cell
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import (
    Block,
    Cell,
    Column,
    Listing,
    Paragraph,
    Row,
    Table,
)
from survey.reports.plain import plain
from survey.store.actions import Promise
from survey.store.waves import COUNTER


def look_first(material: Material) -> Iterator[Block]:
    """Yield what all offices together should look at first, with the figures behind it."""
    _, look = material.translate, material.first_look
    if look is None:
        yield Paragraph(
            _(
                "Phiếu không hỏi về mức hài lòng chung, nên chưa nói được nên xem điều gì trước."
            )
        )
        return
    say = material.first_look_wording
    yield Paragraph(plain(say.summary(look)), "finding")
    if look.points:
        yield Listing(_reasons(material, look), is_ordered=True)
        yield _table(material, look)
    yield Paragraph(say.method(), "method")


def first_points(material: Material, look: FirstLook) -> Iterator[Block]:
    """Yield the points alone, for where there is little room."""
    yield Listing(_reasons(material, look), is_ordered=True)


def themes(material: Material) -> Iterator[Block]:
    """Yield how often people wrote about what; never who or what they wrote."""
    _, found = material.translate, material.sources.themes
    if found is None:
        yield Paragraph(_("Chưa có góp ý nào được phân loại xong ở đợt này."))
        return
    if material.sources.asks_several:
        yield Paragraph(material.asked_wording.comments_of_all())
    say = CommentWording(material.language)
    heading, counted = _("Chủ đề"), _("Số góp ý")
    names = {theme.code: theme.name for theme in say.codebook.themes}
    yield Table(
        key="themes",
        caption=_("Số góp ý theo chủ đề, %(period)s") % {"period": material.period},
        columns=(
            Column(heading, (heading,), width=4.0),
            Column(counted, (counted,), is_number=True),
        ),
        rows=tuple(
            Row(
                (
                    text_cell(names.get(row.code, row.code)),
                    count_cell(row.n, material.wording, hidden=say.count_of(row)),
                ),
                f"[c] {say.count_of(row)}" if row.n is None else _("hiện"),
            )
            for row in found.rows
        ),
        notes=(say.basis(found), *((say.hidden(),) if found.has_hidden else ())),
    )


def theme_lines(material: Material) -> Iterator[Block]:
    """Yield the themes of one office that may be counted out, in one line each."""
    _, found = material.translate, material.sources.themes
    if found is None:
        yield Paragraph(_("Chưa có góp ý nào được phân loại xong ở đợt này."))
        return
    say = CommentWording(material.language)
    names = {theme.code: theme.name for theme in say.codebook.themes}
    shown = [
        f"{names.get(row.code, row.code)}: {say.count_of(row)}"
        for row in found.rows
        if row.n is not None
    ]
    counted = _("Góp ý theo chủ đề (từ 5 góp ý): %(themes)s.")
    yield Paragraph(counted % {"themes": "; ".join(shown) or _("chưa có chủ đề nào")})


def promised(material: Material) -> Iterator[Block]:
    """Yield what every office promised before this wave, and how it stands."""
    _, promises = material.translate, material.sources.promises
    named = [
        (plain(material.office_names[office.code]), office.office_id, promise)
        for office in material.result.offices
        for promise in promises.get(office.office_id, ())
    ]
    if not named:
        yield Paragraph(_nothing_promised(material))
        return
    columns = (
        _("Đơn vị"),
        _("Việc"),
        _("Người phụ trách"),
        _("Hạn"),
        _("Tình trạng"),
        _("Thấy trong số liệu"),
    )
    widths = (2.8, 3.6, 2.0, 2.2, 1.6, 2.4)
    yield Table(
        key="promised",
        caption=_("Việc các đơn vị đã ghi trước đợt này, %(period)s")
        % {"period": material.period},
        columns=tuple(
            Column(name, (name,), width=width)
            for name, width in zip(columns, widths, strict=True)
        ),
        rows=tuple(
            Row(
                (
                    text_cell(office),
                    text_cell(promise.what),
                    text_cell(promise.owner),
                    Cell(
                        material.numbers.day(promise.due_on),
                        (promise.due_on.isoformat(),),
                    ),
                    text_cell(state_of(material, promise)),
                    text_cell(seen_of(material, office_id, promise)),
                )
            )
            for office, office_id, promise in named
        ),
    )
    yield Paragraph(
        _(
            "So sánh trước và sau, với khoảng tin cậy và với các đơn vị khác: xem trang của từng việc."
        ),
        "method",
    )


def promises_of_office(material: Material, office_id: int) -> Iterator[Block]:
    """Yield one office's promises as a list to tick."""
    promises = material.sources.promises.get(office_id, ())
    if not promises:
        yield Paragraph(_nothing_promised(material))
        return
    yield Listing(
        tuple(
            f"{plain(promise.what)} – {state_of(material, promise)} "
            f"({material.numbers.day(promise.due_on)}); "
            f"{seen_of(material, office_id, promise)}"
            for promise in promises
        )
    )


def state_of(material: Material, promise: Promise) -> str:
    """Return how a promise stands, in words."""
    _ = material.translate
    return {
        "planned": _("Dự kiến"),
        "under_way": _("Đang làm"),
        "done": _("Đã làm"),
        "dropped": _("Không làm nữa"),
    }[promise.state]


def seen_of(material: Material, office_id: int, promise: Promise) -> str:
    """Return whether the figures show a promise, in the words of the list of actions."""
    follow_up = material.sources.follow_ups[office_id, promise.number]
    return FollowingWording(material.language).in_short(follow_up)


def _nothing_promised(material: Material) -> str:
    if material.asked != COUNTER:
        return material.asked_wording.no_visit()
    return material.translate(
        "Chưa ghi việc nào đã hứa từ kỳ trước, nên chưa có gì để theo dõi."
    )


def _reasons(material: Material, look: FirstLook) -> tuple[str, ...]:
    say = material.first_look_wording
    return tuple(
        f"{plain(point.name).rstrip('?')}. {say.reason(point)}" for point in look.points
    )


def _table(material: Material, look: FirstLook) -> Table:
    _, n = material.translate, material.wording.columns().figure[0]
    low, high = _("từ"), _("đến")
    unsatisfied = _("Chưa hài lòng (%)")
    difference = _("Chưa hài lòng chung nhiều hơn (điểm %)")
    interval = _("Khoảng 95%%") % {}
    return Table(
        key="look-first",
        caption=_("Các điểm nên xem trước, %(period)s") % {"period": material.period},
        columns=(
            Column(_("Tiêu chí"), (_("Tiêu chí"),), width=4.0),
            Column(n, (n,), is_number=True),
            *_with_interval(unsatisfied, interval, low, high),
            *_with_interval(difference, interval, low, high),
        ),
        rows=tuple(
            Row((text_cell(point.name), *_numbers(material, point)))
            for point in look.points
        ),
    )


def _with_interval(name: str, interval: str, low: str, high: str) -> tuple[Column, ...]:
    return (
        Column(name, (name,), is_number=True, width=1.4),
        Column(
            interval,
            (f"{name}, {low}", f"{name}, {high}"),
            is_number=True,
            width=1.6,
        ),
    )


def _numbers(material: Material, point: LookedAt) -> Iterator[Cell]:
    numbers = material.numbers
    yield count_cell(point.n, material.wording)
    for share, low, high in (
        (point.unsatisfied, point.unsatisfied_low, point.unsatisfied_high),
        (point.difference, point.difference_low, point.difference_high),
    ):
        yield Cell(numbers.points(share), (_points(share),))
        yield Cell(numbers.interval(low, high), (_points(low), _points(high)))


def _points(share: float) -> Decimal:
    # Twelve digits take the binary remainder away, as in `survey.reports.numbers`.
    return Decimal(f"{100 * share:.12f}").quantize(Decimal("0.1"), ROUND_HALF_UP)
