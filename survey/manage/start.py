"""The page that says how far an installation is set up and what comes next."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _

from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.reports.posters import Sheet
from survey.store.first_steps import FirstSteps, first_steps


@dataclass(frozen=True, slots=True)
class Task:
    """A thing to do: what it is, how far it is, where it is done, and whether it is done.

    Without an address somebody else does it.
    """

    name: str
    told: str
    address: str
    is_done: bool


@blueprint.get("/start")
def start() -> str:
    """Show what has to be done before the first person can answer, in its order."""
    with service().store.reading() as session:
        found = first_steps(session, service().clock.today())
    tasks = _tasks(found)
    return render_template(
        "manage/start.html",
        tasks=tasks,
        next=next((task for task in tasks if not task.is_done), None),
    )


def _tasks(found: FirstSteps) -> tuple[Task, ...]:
    numbers = Numbers(chosen_language())
    offices, counters, waves = (
        numbers.count(n) for n in (found.offices, found.counters, found.waves)
    )
    with_code = numbers.count(found.counters - found.without_code)
    lacking = Sheet.of(service().settings).missing
    return (
        Task(
            _("Nhập đơn vị và quầy"),
            _("%(offices)s đơn vị, %(counters)s quầy đang mở", offices=offices, counters=counters),
            url_for("manage.place_lists"),
            found.offices > 0 and found.counters > 0,
        ),
        Task(
            _("Mở một đợt lấy ý kiến"),
            _("%(waves)s đợt, hôm nay có phiếu để trả lời", waves=waves)
            if found.is_open
            else _("%(waves)s đợt, hôm nay chưa có phiếu để trả lời", waves=waves),
            url_for("manage.waves_list" if found.is_open else "manage.new_wave"),
            found.is_open,
        ),
        Task(
            _("Ghi số đường dây nóng và cách trả lời không cần điện thoại"),
            _("người quản trị máy chủ thêm vào settings.env: %(names)s", names=", ".join(lacking))
            if lacking
            else _("đã có, được in trên bảng mã"),
            "",
            not lacking,
        ),
        Task(
            _("Tạo mã và in bảng cho từng quầy"),
            _("%(with_code)s trong %(counters)s quầy có mã", with_code=with_code, counters=counters),
            url_for("manage.posters"),
            found.counters > 0 and not found.without_code,
        ),
        Task(
            _("Mời người đọc kết quả"),
            _("%(n)s tài khoản đọc kết quả", n=numbers.count(found.readers)),
            url_for("manage.accounts")
            if may(signed_in(), RULES["manage.accounts"])
            else "",
            found.readers > 0,
        ),
    )  # fmt: skip
