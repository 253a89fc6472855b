"""Everything a report is made of, read once from the released state of a wave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlmodel import Session

from survey import __version__
from survey.language import translator
from survey.reports.asked_wording import AskedWording
from survey.reports.coverage_wording import CoverageWording
from survey.reports.figures import Figure, Measured
from survey.reports.first_look import FirstLook, build_first_look
from survey.reports.first_look_wording import FirstLookWording
from survey.reports.handed_up.sources import Sources, sources_of
from survey.reports.numbers import Numbers
from survey.reports.ordering import vietnamese_order
from survey.reports.overview import WaveOverview, build_overview
from survey.reports.plain import plain
from survey.reports.series import Series, build_series
from survey.reports.series_wording import SeriesWording
from survey.reports.wave_result import WaveResult, office_name, wave_result
from survey.reports.wording import Wording
from survey.settings import Settings
from survey.store.tables import Wave
from survey.store.waves import COUNTER
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class Issuer:
    """What an installation's reports carry. `target` is the index aimed at, as a share."""

    province: str
    hotline: str
    is_demo: bool
    target: float | None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the issuer of an installation."""
        return cls(
            settings.province, settings.hotline, settings.is_demo, settings.target
        )


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A wave's result with all that reports say of it, for one audience and language."""

    session: Session
    wave: Wave
    result: WaveResult
    audience: Audience
    issuer: Issuer
    overview: WaveOverview
    series: Series
    sources: Sources
    first_look: FirstLook | None

    @property
    def language(self) -> str:
        return self.result.language

    @property
    def translate(self) -> Callable[[str], str]:
        return translator(self.language).gettext

    @property
    def wording(self) -> Wording:
        return Wording(self.language, self.asked)

    @property
    def asked(self) -> str:
        """Whose answers these are."""
        return self.result.instrument.audience

    @property
    def asked_wording(self) -> AskedWording:
        return AskedWording(self.language)

    @property
    def series_wording(self) -> SeriesWording:
        return SeriesWording(self.language)

    @property
    def coverage_wording(self) -> CoverageWording:
        return CoverageWording(self.language)

    @property
    def first_look_wording(self) -> FirstLookWording:
        return FirstLookWording(self.language)

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.language)

    @property
    def index(self) -> Figure:
        """The index of all offices together."""
        return self.overview.index

    @property
    def questions(self) -> tuple[Measured, ...]:
        """Every question with the figure of all offices together."""
        totals = self.result.total_figures(self.audience)
        return self.result.measured(totals, kind="question")

    @property
    def office_names(self) -> dict[str, str]:
        """Names by code, in the order of names."""
        names = {
            office.code: office_name(office, self.language)
            for office in self.result.offices
        }
        return dict(sorted(names.items(), key=lambda each: vietnamese_order(each[1])))

    @property
    def period(self) -> str:
        """The wave's name and days."""
        head = self.result.head
        days = f"{self.numbers.day(head.opens_on)}–{self.numbers.day(head.last_day)}"
        return f"{plain(head.title)}, {days}"

    @property
    def released_on(self) -> date:
        """The day up to which answers are counted; the wave's first where none are."""
        return self.overview.last_through or self.result.head.opens_on

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What tells this report from any other: wave, release, questionnaire, program."""
        _ = self.translate
        questionnaire = self.result.questionnaire
        open_wave = _(
            "Đợt đang mở: số liệu lấy theo trạng thái đã công bố nội bộ gần nhất."
        )
        released = self.numbers.day(self.released_on)
        if self.overview.last_through is None:
            released = _("chưa có số liệu nào được công bố nội bộ")
        return (
            (_("Đợt"), f"{plain(self.result.head.title)} ({self.result.head.code})"),
            *self._audience(),
            (_("Thời gian lấy phiếu"), self.period.rpartition(", ")[2]),
            (_("Số liệu tính đến hết ngày"), released),
            *(
                ((_("Tình trạng"), open_wave),)
                if self.result.head.takes_answers
                else ()
            ),
            (
                _("Mẫu phiếu"),
                f"{plain(questionnaire.title)} ({questionnaire.code}, "
                + _("phiên bản %(version)s") % {"version": questionnaire.version}
                + ")",
            ),
            (_("Mã băm mẫu phiếu (SHA-256)"), self.result.instrument.digest),
            (_("Phần mềm"), f"sipas-survey {__version__}"),
        )

    def _audience(self) -> tuple[tuple[str, str], ...]:
        """Return whose answers these are, where they are not those of the counter's visitors."""
        if self.asked == COUNTER:
            return ()
        _ = self.translate
        return ((_("Đối tượng trả lời"), self.asked_wording.name(self.asked)),)


def read_material(
    session: Session,
    wave: Wave,
    *,
    issuer: Issuer,
    audience: Audience,
    language: str,
    today: date,
    office_code: str | None = None,
    asked: str = COUNTER,
) -> Material:
    """Read a wave for its reports, and the comments of one office where one is named. The queries do not grow with offices or responses."""
    result = wave_result(session, wave, language=language, today=today, asked=asked)
    position = None if office_code is None else result.position_of(office_code)
    return Material(
        session=session,
        wave=wave,
        result=result,
        audience=audience,
        issuer=issuer,
        overview=build_overview(session, result, audience=audience, today=today),
        series=build_series(session, wave, result, audience=audience),
        sources=sources_of(
            session,
            wave,
            result,
            audience=audience,
            today=today,
            office_code=office_code,
        ),
        first_look=build_first_look(session, result, position),
    )
