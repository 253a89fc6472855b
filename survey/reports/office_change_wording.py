"""What is said of offices that merge, split or close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from survey.csv_tables import Translate
from survey.language import SOURCE_LANGUAGE
from survey.reports.in_language import InLanguage
from survey.reports.numbers import Numbers
from survey.store.codes import spaced
from survey.store.office_change_faults import Fault, Why
from survey.store.office_changes import (
    ClosedOffice,
    Kind,
    MovedCounter,
    OpenedOffice,
    Plan,
)
from survey.store.office_state import Left
from survey.store.tables import Office


def expected(fault: Fault, _: Translate) -> str:
    """Return what a cell should hold, after “cần”."""
    sentences = {
        Why.UNKNOWN_OFFICE: _("mã của một đơn vị đã có"),
        Why.UNKNOWN_SUCCESSOR: _(
            "mã của một đơn vị đã có, hoặc tên của đơn vị mới ở cột name"
        ),
        Why.OTHER_SPELLING: _("%(told)s, như đã có"),
        Why.BOTH: _(
            "một đơn vị không vừa kết thúc vừa tiếp nhận trong cùng một danh sách"
        ),
        Why.CLOSED: _("một đơn vị đang hoạt động (đơn vị này kết thúc ngày %(told)s)"),
        Why.SUCCESSOR_CLOSED: _(
            "một đơn vị tiếp nhận còn hoạt động (đơn vị này kết thúc ngày %(told)s)"
        ),
        Why.NOT_OPEN_YET: _("một ngày sau khi đơn vị hoạt động (từ ngày %(told)s)"),
        Why.TAKES_OVER_LATER: _(
            "một ngày sau ngày %(told)s, khi đơn vị này tiếp nhận đơn vị khác"
        ),
        Why.TOO_EARLY: _(
            "từ ngày %(told)s trở đi: phiếu của các ngày trước đã chốt cho đơn vị cũ"
        ),
        Why.OTHER_DAY: _("%(told)s, như ở dòng trước của đơn vị này"),
        Why.OTHER_NAME: _("“%(told)s”, như ở dòng trước của đơn vị mới này"),
        Why.TWICE: _("mỗi dòng một lần"),
        Why.UNKNOWN_COUNTER: _("mã của một quầy đang mở của đơn vị ở cột from"),
        Why.TWO_DEFAULTS: _(
            "cột counter nói rõ quầy nào về đơn vị nào, vì đơn vị này chia cho nhiều đơn vị"
        ),
        Why.LEFT_OVER: _("thêm dòng cho các quầy %(told)s"),
        Why.CLOSES_AND_GOES: _(
            "mọi dòng của một đơn vị đều có, hoặc đều không có đơn vị tiếp nhận"
        ),
    }
    return sentences[fault.why] % {"told": fault.told}


@dataclass(frozen=True, slots=True)
class OfficeChangeWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def name(self, office: Office | OpenedOffice) -> str:
        """Return an office's name as its readers know it."""
        if self.language != SOURCE_LANGUAGE and office.name_en:
            return office.name_en
        return office.name

    def day(self, day: date | None) -> str:
        """Write a day, or a dash where none is known."""
        return "–" if day is None else Numbers(self.language).day(day)

    def kind(self, kind: Kind) -> str:
        """Return what happens to an office, in a word or two."""
        _ = self._translate
        return {
            Kind.MERGE: _("sáp nhập"),
            Kind.SPLIT: _("chia tách"),
            Kind.CLOSE: _("kết thúc hoạt động"),
        }[kind]

    def closing(self, closed: ClosedOffice) -> str:
        """Say of one office when it ends and who takes over."""
        _ = self._translate
        values = {
            "code": closed.office.code,
            "name": self.name(closed.office),
            "on": self.day(closed.on),
            "successors": ", ".join(closed.successors),
        }
        sentences = {
            Kind.MERGE: _("%(code)s %(name)s: nhập vào %(successors)s từ %(on)s"),
            Kind.SPLIT: _("%(code)s %(name)s: chia thành %(successors)s từ %(on)s"),
            Kind.CLOSE: _("%(code)s %(name)s: kết thúc hoạt động từ %(on)s"),
        }
        return sentences[closed.kind] % values

    def opening(self, opened: OpenedOffice) -> str:
        """Say of one office when it begins."""
        _ = self._translate
        values = {
            "code": opened.code,
            "name": self.name(opened),
            "on": self.day(opened.on),
        }
        if opened.is_new:
            return _("%(code)s %(name)s: đơn vị mới, từ %(on)s") % values
        return _("%(code)s %(name)s: từ %(on)s") % values

    def moving(self, moved: MovedCounter) -> str:
        """Say of one counter what stands for it and where its codes lead."""
        _ = self._translate
        values = {
            "counter": moved.counter.code,
            "successor": moved.successor,
            "name": self.counter_name(moved),
            "codes": self.codes(moved.codes),
            "on": self.day(moved.on),
        }
        if not moved.successor:
            return _("%(counter)s: đóng từ %(on)s; mã %(codes)s báo quầy đã đóng") % (
                values
            )
        return (
            _("%(counter)s → %(successor)s “%(name)s” từ %(on)s; mã đi theo: %(codes)s")
            % values
        )

    def counter_name(self, moved: MovedCounter) -> str:
        """Return the name of a counter's successor."""
        if self.language != SOURCE_LANGUAGE and moved.name_en:
            return moved.name_en
        return moved.name

    def codes(self, codes: Sequence[str]) -> str:
        """Write printed codes as people read them."""
        return ", ".join(map(spaced, codes)) or self._translate("chưa có")

    def left(self, left: Left) -> str:
        """Say what is left at an office for people to look at."""
        _ = self._translate
        parts = []
        if left.accounts:
            parts.append(_("tài khoản %(names)s") % {"names": ", ".join(left.accounts)})
        if left.waves:
            parts.append(
                _("chỉ tiêu phiếu ở đợt %(codes)s") % {"codes": ", ".join(left.waves)}
            )
        if left.actions:
            numbers = ", ".join(map(str, left.actions))
            parts.append(_("việc cải thiện chưa xong số %(n)s") % {"n": numbers})
        if left.kiosks:
            parts.append(_("máy đánh giá: %(n)s") % {"n": left.kiosks})
        return f"{left.office}: " + "; ".join(parts)

    def summary(self, plan: Plan) -> str:
        """Say in one sentence what a plan does."""
        _ = self._translate
        return _(
            "Kết thúc %(closed)s đơn vị, mở %(opened)s đơn vị; đóng %(counters)s quầy, "
            "%(codes)s mã QR tiếp tục dùng được ở đơn vị mới."
        ) % {
            "closed": len(plan.closed),
            "opened": len(plan.opened),
            "counters": len(plan.counters),
            "codes": plan.codes,
        }
