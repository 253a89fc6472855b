"""What the API answers with: frozen values whose fields are the JSON, made from the pages' own objects.

Points are 0 to 100 with one decimal, rounded as on the pages. A figure without points says why.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from analysis.verdicts import Difference
from survey.reports.asked_wording import AskedWording
from survey.reports.distribution import Distribution
from survey.reports.figures import Estimate, Figure, Measured
from survey.reports.numbers import plain_points
from survey.reports.office_page import BesideOthers, OfficePage, QuestionRow
from survey.reports.office_table import OfficeRow, OfficeTable
from survey.reports.overview import WaveOverview
from survey.reports.ranks import RankRange
from survey.reports.wave_result import WaveHead, WaveResult
from survey.reports.wording import Wording
from survey.store.instruments import AskingWave

Why = Literal["too_few", "unanimous", "complement", "incomplete"]
Group = Literal["higher", "lower", "no_clear_difference", "too_few"]
Asked = Literal["counter", "residents", "organisations", "firms"]


@dataclass(frozen=True, slots=True)
class ApiFigure:
    """n valid answers, the index in points and its 95 % interval; or why they are withheld."""

    n: int | None
    points: float | None
    low: float | None
    high: float | None
    withheld: Why | None


@dataclass(frozen=True, slots=True)
class ApiMeasured:
    """A factor or question with its figure."""

    code: str
    name: str
    figure: ApiFigure


@dataclass(frozen=True, slots=True)
class ApiWave:
    """A survey wave."""

    code: str
    title: str
    opens_on: date
    last_day: date
    takes_answers: bool


@dataclass(frozen=True, slots=True)
class ApiKnownWave(ApiWave):
    """A survey wave with those who have results of their own in it, the counter's visitors first."""

    audiences: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class ApiWaves:
    """Every wave, the oldest first."""

    waves: tuple[ApiKnownWave, ...]


@dataclass(frozen=True, slots=True)
class ApiMethod:
    """Whose answers the figures are of and how they were made: what must stand beside each of them.

    `interval_method` is always Wilson's 95 % interval on the effective number of answers.
    """

    audience: Asked
    audience_name: str
    name: str
    rule: str
    interval_method: Literal["wilson_effective_n_95"]
    interval_note: str
    questionnaire: str
    questionnaire_sha256: str


@dataclass(frozen=True, slots=True)
class ApiIndex:
    """The index of all offices of a wave together."""

    wave: ApiWave
    method: ApiMethod
    index: ApiFigure
    offices: int
    offices_with_answers: int
    first_released_through: date | None
    last_released_through: date | None


@dataclass(frozen=True, slots=True)
class ApiFactors:
    """The parts and factors of a wave, and its questions that belong to none."""

    wave: ApiWave
    method: ApiMethod
    parts: tuple[ApiMeasured, ...]
    factors: tuple[ApiMeasured, ...]
    other_questions: tuple[ApiMeasured, ...]


@dataclass(frozen=True, slots=True)
class ApiRank:
    """A rank, 1 the best, with the range that remains possible among the ranked offices."""

    rank: int
    from_rank: int
    to_rank: int
    ranked: int


@dataclass(frozen=True, slots=True)
class ApiOfficeRow:
    """An office in its group."""

    code: str
    name: str
    figure: ApiFigure
    group: Group
    rank: ApiRank | None


@dataclass(frozen=True, slots=True)
class ApiOffices:
    """Every office: the groups compare it with all others together, corrected over `compared` offices."""

    wave: ApiWave
    method: ApiMethod
    total: ApiFigure
    compared: int
    groups_method: str
    ranks_method: str | None
    offices: tuple[ApiOfficeRow, ...]


@dataclass(frozen=True, slots=True)
class ApiLevel:
    """One level of the scale with its share of valid answers, in per cent."""

    level: int
    label: str
    percent: float


@dataclass(frozen=True, slots=True)
class ApiQuestion:
    """A question; what is not shown beside its figure is null."""

    code: str
    text: str
    factor: str | None
    figure: ApiFigure
    levels: tuple[ApiLevel, ...] | None
    not_applicable: int | None
    not_answered: int | None


@dataclass(frozen=True, slots=True)
class ApiBesideOthers:
    """The office beside the index of all others together, in points."""

    group: Group
    others: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ApiOffice:
    """One office."""

    wave: ApiWave
    method: ApiMethod
    code: str
    name: str
    released_through: date | None
    index: ApiFigure
    beside_others: ApiBesideOthers | None
    rank: ApiRank | None
    parts: tuple[ApiMeasured, ...]
    factors: tuple[ApiMeasured, ...]
    questions: tuple[ApiQuestion, ...]


def wave_of(head: WaveHead) -> ApiWave:
    return ApiWave(
        head.code, head.title, head.opens_on, head.last_day, head.takes_answers
    )


def known_wave_of(asking: AskingWave, today: date) -> ApiKnownWave:
    wave = asking.wave
    return ApiKnownWave(
        wave.code,
        wave.title,
        wave.opens_on,
        wave.last_day,
        wave.opens_on <= today <= wave.last_day_with_grace,
        tuple(map(_audience, asking.audiences)),
    )


def index_of(overview: WaveOverview, result: WaveResult) -> ApiIndex:
    """Return the index of a wave."""
    return ApiIndex(
        wave_of(overview.head),
        _method(result),
        _figure(overview.index),
        overview.offices,
        overview.offices_with_answers,
        overview.first_through,
        overview.last_through,
    )


def factors_of(overview: WaveOverview, result: WaveResult) -> ApiFactors:
    """Return the factors of a wave."""
    return ApiFactors(
        wave_of(overview.head),
        _method(result),
        tuple(map(_measured, overview.weighed)),
        tuple(map(_measured, overview.factors)),
        tuple(map(_measured, overview.other_questions)),
    )


def offices_of(table: OfficeTable, result: WaveResult) -> ApiOffices:
    """Return the offices of a wave, group by group as on the page."""
    wording = Wording(result.language)
    return ApiOffices(
        wave_of(table.head),
        _method(result),
        _figure(table.total),
        table.compared,
        wording.groups_method(compared=table.compared),
        wording.ranks_method(ranked=table.ranked) if table.ranked else None,
        tuple(_row(row) for group in table.all_groups for row in group.rows),
    )


def office_of(page: OfficePage, result: WaveResult) -> ApiOffice:
    """Return one office."""
    return ApiOffice(
        wave=wave_of(page.head),
        method=_method(result),
        code=page.code,
        name=page.name,
        released_through=page.through,
        index=_figure(page.index),
        beside_others=_beside(page.beside_others),
        rank=_rank(page.rank),
        parts=tuple(map(_measured, page.weighed)),
        factors=tuple(map(_measured, page.factors)),
        questions=tuple(
            _question(row, section.factor)
            for section in page.sections
            for row in section.rows
        ),
    )


def _method(result: WaveResult) -> ApiMethod:
    asked, questionnaire = result.instrument.audience, result.questionnaire
    wording = Wording(result.language, asked)
    return ApiMethod(
        audience=_audience(asked),
        audience_name=AskedWording(result.language).name(asked),
        name=wording.index_title(),
        rule=f"{wording.index_rule(questionnaire)} {wording.satisfied_levels(questionnaire)}",
        interval_method="wilson_effective_n_95",
        interval_note=wording.interval_leaves_out(),
        questionnaire=f"{questionnaire.code} {questionnaire.version}",
        questionnaire_sha256=result.instrument.digest,
    )


def _audience(audience: str) -> Asked:
    names: dict[str, Asked] = {name: name for name in get_args(Asked)}
    return names[audience]


def _figure(figure: Figure) -> ApiFigure:
    if not isinstance(figure, Estimate):
        why: Why = figure.value
        return ApiFigure(None, None, None, None, why)
    return ApiFigure(
        n=figure.n,
        points=_points(figure.share),
        low=_points(figure.low),
        high=_points(figure.high),
        withheld=None,
    )


def _points(share: float) -> float:
    return float(plain_points(share))


def _measured(measured: Measured) -> ApiMeasured:
    return ApiMeasured(measured.code, measured.name, _figure(measured.figure))


def _row(row: OfficeRow) -> ApiOfficeRow:
    return ApiOfficeRow(
        row.code, row.name, _figure(row.figure), _group(row.verdict), _rank(row.rank)
    )


def _group(verdict: Difference) -> Group:
    return verdict.value


def _rank(rank: RankRange | None) -> ApiRank | None:
    return (
        None if rank is None else ApiRank(rank.rank, rank.low, rank.high, rank.ranked)
    )


def _beside(beside: BesideOthers | None) -> ApiBesideOthers | None:
    if beside is None:
        return None
    shares = (beside.others, beside.difference, beside.low, beside.high)
    return ApiBesideOthers(
        _group(beside.verdict), *(_points(share) for share in shares)
    )


def _question(row: QuestionRow, factor: Measured | None) -> ApiQuestion:
    return ApiQuestion(
        code=row.question.code,
        text=row.question.name,
        factor=None if factor is None else factor.code,
        figure=_figure(row.question.figure),
        levels=_levels(row.distribution),
        not_applicable=row.not_applicable,
        not_answered=row.not_answered,
    )


def _levels(distribution: Distribution | None) -> tuple[ApiLevel, ...] | None:
    if distribution is None:
        return None
    return tuple(
        ApiLevel(level.level, level.label, _points(level.share))
        for level in distribution.levels
    )
