"""Rows in every table, so that migrations and guards meet them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session

from survey.store import (
    actions,
    answer_imports,
    audit,
    batches,
    ddci,
    ddci_links,
    dossiers,
    entries,
    fields,
    indices,
    installation,
    kiosks,
    links,
    office_changes,
    paper,
    posters,
    publications,
    questionnaire_drafts,
    rechecks,
    reviewers,
    sampling,
    second_factors,
    wave_course,
    wave_targets,
)
from survey.store.actions import Step
from survey.store.answer_imports import FileOfAnswers, WrittenRow
from survey.store.batches import Gathered
from survey.store.dossiers import PrintedFigure, PrintedReport
from survey.store.engine import Store
from survey.store.entries import Typed
from survey.store.indices import IndexRow
from survey.store.office_changes import OfficeChange
from survey.store.office_changes_carried import carry_out
from survey.store.rechecks import DrawHead, Stratum
from survey.store.sampling import PlanHead, PlannedCell, PlannedOffice, Returned
from survey.store.serials import Serial
from survey.store.tables import (
    ApiToken,
    BatchCheck,
    ChoiceTally,
    Closing,
    Counter,
    DossierVolume,
    Fold,
    Procedure,
    RowFileState,
    Wave,
    metadata,
)
from survey.store.tallies import packed
from survey.store.wave_course import Decision
from survey.store.wave_targets import Target
from survey.store.waves import OpenInstrument
from survey.trust import sealing
from tests.fixtures.actions import make_action
from tests.fixtures.comments import (
    ORDINARY,
    URGENT,
    read_and_answer,
    write_comments,
)
from tests.fixtures.ddci import make_round
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_submission,
    make_wave,
    submit,
)

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
REPORT = PrintedReport(
    code="2023",
    kind="settlement",
    title="Kết quả giải quyết hồ sơ",
    source="test",
    period="2023",
    figures=(PrintedFigure("total", "settled", "562934"),),
)


def fill_every_table(store: Store) -> None:
    """Put at least one row into each table."""
    with store.writing() as session:
        installation.keep_fact(session, "kind", "real")
        counter = make_counter(session)
        posters.give_posters(session, TODAY)
        instrument = make_wave(session)
        make_responses(session, counter, instrument, scores=[1, 2, 3, 4, 5])
        write_comments(session, counter, instrument, [*ORDINARY, URGENT])
        reviewer = reviewers.add_reviewer(
            session, "hoa", password_hash="$argon2id$", role="reform_office"
        )
        session.flush()
        assert reviewer.id is not None
        reviewers.begin_session(
            session, token_hash="0" * 64, reviewer_id=reviewer.id, now=NOW
        )
        reviewers.count_attempt(session, "bucket", window_start=NOW)
        second_factors.set_second_factor(
            session, reviewer.id, secret="x", last_step=1, code_hashes=["0" * 64]
        )
        links.give_link(
            session, reviewer.id, token_hash="0" * 64, kind="reset", expires_at=NOW
        )
        session.add(
            ApiToken(
                reviewer_id=reviewer.id,
                name="bảng tin",
                token_hash="0" * 64,
                created_on=TODAY,
                expires_at=NOW,
            )
        )
        audit.note(session, at=NOW, actor=audit.COMMAND_LINE, action="backup")
        (hung,) = posters.current_posters(session, TODAY)
        assert hung.poster.id is not None
        posters.note_checks(
            session,
            [hung.poster.id],
            week=posters.week_of(TODAY),
            reviewer_id=reviewer.id,
        )
        dossiers.keep_report(session, REPORT)
        session.add(
            DossierVolume(
                office_id=counter.office_id,
                competent_id=counter.office_id,
                month="2026-10",
                field="",
                settled=9,
            )
        )
        session.add(
            ChoiceTally(
                instrument_id=instrument.instrument_id,
                office_id=counter.office_id,
                channel="D",
                included=True,
                released=False,
                n=1,
                counts=packed(np.ones(3, np.int64)),
            )
        )
        draw_plan(session, counter.office_id)
        check_independently(session, instrument, counter.office_id)
        merge_another_office(session)
        rate_by_links(session)
        assert counter.id is not None
        fields.set_fields(session, {counter.id: ["Hộ tịch", "Đất đai"]}, {})
        indices.take_in(session, [IndexRow("sipas", "2024", "Cả nước", value="83.94")])
        questionnaire_drafts.add_draft(
            session, "", questionnaire_drafts.Change("hoa", NOW)
        )
        assert counter.id is not None
        kiosks.add_kiosk(
            session, counter.id, code_hash="0" * 64, code_expires_at=NOW, today=TODAY
        )
        type_in_papers(session, counter, instrument, reviewer_id=reviewer.id)
        bring_in_a_file(session, counter, instrument, today=TODAY)
        session.add(
            Procedure(
                year=2026,
                code="1.001",
                level="commune",
                name="Khai sinh",
                field="Hộ tịch",
            )
        )
        wave_targets.set_targets(
            session, instrument.wave_id, {counter.office_id: Target(300, 1200)}
        )
        decision = Decision(TODAY, done_by="hoa", reason="Bão, chưa đủ phiếu")
        follow_up(session, counter, instrument)
        wave_course.extend(
            session,
            instrument.wave_code,
            decision,
            to=instrument.last_day + timedelta(days=9),
        )
    sealing.seal(store, TODAY + timedelta(days=1))
    read_and_answer(store, "snv")
    with store.writing() as session:
        session.add(
            RowFileState(
                instrument_id=instrument.instrument_id,
                office_id=counter.office_id,
                number=1,
                through=TODAY,
            )
        )
        make_responses(
            session, counter, instrument, received_on=TODAY + timedelta(days=1)
        )
        used = make_submission(counter, instrument, comment="Thêm quạt")
        submit(session, used)
        submit(session, replace(used, scores="1-----"))
        bring_in_a_file(session, counter, instrument, today=TODAY + timedelta(days=1))
        session.add(Closing(day=TODAY + timedelta(days=1)))
        session.flush()
        session.add(
            Fold(
                day=TODAY + timedelta(days=1),
                instrument_id=instrument.instrument_id,
                office_id=counter.office_id,
            )
        )


def rate_by_links(session: Session) -> None:
    """Begin two rounds of a DDCI and use a link of each; one of them is closed."""
    for code in ("ddci-2025", "ddci-2026"):
        chosen = make_round(session, code, units=("Sở Nội vụ",))
        assert chosen.id is not None
        (unit,) = ddci.units(session, chosen.id)
        assert unit.id is not None
        ddci.set_figures(session, chosen, {(unit.id, "ngay"): 7.5})
        key = ddci_links.new_key()
        ddci_links.give_links(session, chosen, [key], kind="firm")
        ddci_links.use_link(session, key, {unit.id: "9A"}, today=TODAY)
        if code == "ddci-2025":
            ddci.close(
                session,
                chosen,
                computed_from=ddci.answers_of(session, chosen.id),
                content="{}",
                today=TODAY,
                done_by="hoa",
            )


def merge_another_office(session: Session) -> None:
    """Merge an office with one counter into a new one from today on."""
    make_counter(session, make_office(session, "cu", name="Xã cũ"))
    change = OfficeChange(2, "cu", "moi", TODAY, name="Xã mới")
    plan = office_changes.plan_changes(session, [change], today=TODAY)
    carry_out(session, plan, today=TODAY, done_by="hoa")


def draw_plan(session: Session, office_id: int, *, wave_id: int | None = None) -> None:
    """Draw a sample of an office's dossiers, of which one form came back rejected."""
    head = PlanHead(
        code="2026-1",
        title="Mẫu thử",
        wave_id=wave_id,
        first_month="2026-10",
        last_month="2026-10",
        rule="fixed",
        scope="office",
        margin=0.05,
        design_effect=1.0,
        fixed=5,
        offices=None,
        seed=7,
        drawn_on=TODAY,
    )
    sampling.keep_plan(
        session,
        head,
        [PlannedOffice(office_id, "commune", 9, 1.0, True)],
        [PlannedCell(office_id, "", "2026-10", 9, 5)],
    )
    told = Returned(sent=5, returned=1, valid=0, rejected=(("bỏ trống", 1),))
    sampling.set_returned(session, head.code, {office_id: told})


def check_independently(
    session: Session, instrument: OpenInstrument, office_id: int
) -> None:
    """Draw people of an office to be called, one of whom refused."""
    wave = session.get_one(Wave, instrument.wave_id)
    check = rechecks.open_recheck(session, wave, closes_on=TODAY, grace_days=7)
    head = DrawHead("fixed", None, 5, None, 0, 7, "0" * 64, TODAY)
    drawn = [Stratum(office_id, "Hộ tịch", 9, 5)]
    rechecks.keep_draw(session, check.instrument_id, head, drawn)
    rechecks.add_outcome(session, check.instrument_id, office_id, "refused")


def type_in_papers(
    session: Session,
    counter: Counter,
    instrument: OpenInstrument,
    *,
    reviewer_id: int,
) -> None:
    """Print forms, type one in, and leave an answer and a finding of an earlier batch."""
    assert counter.id is not None
    run = paper.add_run(
        session,
        instrument_id=instrument.instrument_id,
        office_id=None,
        language="vi",
        is_large=False,
        copies=2,
        today=TODAY,
    )
    assert run.id is not None
    gathered = Gathered(counter.id, instrument.instrument_id, "vi", TODAY)
    batch = batches.open_batch(session, gathered, today=TODAY)
    assert batch.id is not None
    session.add(BatchCheck(batch_id=batch.id, item="", compared=10, differing=1))
    entries.record_first(
        session,
        batch,
        Serial(run.id, 1),
        Typed("5555x?", "", "receive", "", False),
        entry_key="0" * 32,
        reviewer_id=reviewer_id,
    )
    typed = make_submission(counter, instrument, channel="E")
    submit(session, replace(typed, batch_id=batch.id))


def bring_in_a_file(
    session: Session, counter: Counter, instrument: OpenInstrument, *, today: date
) -> None:
    """Accept a file of one row, which waits for the day's seal."""
    # Another file each day: equal content would be refused.
    digest = f"{today:%Y%m%d}".zfill(64)
    found = answer_imports.begin(
        session,
        FileOfAnswers("2025.csv", digest, 100),
        instrument_id=instrument.instrument_id,
        today=today,
        done_by="hoa",
    )
    rows = [WrittenRow(counter.office_id, "5555x-", answer_imports.row_digest(["5"]))]
    answer_imports.start_writing(session, found, n=1, content_hash=digest, now=NOW)
    batch_ids = answer_imports.batches_of(
        session, found, [counter.office_id], today=today
    )
    answer_imports.write(session, found, rows, batch_ids=batch_ids, now=NOW)
    answer_imports.accept(session, found, today=today)


def follow_up(session: Session, counter: Counter, instrument: OpenInstrument) -> None:
    """Write down what is to be done, a step of it, and publish the wave."""
    make_action(session, counter.office_id, wave_id=instrument.wave_id)
    (followed,) = actions.actions(session)
    actions.take_step(session, followed, Step(TODAY, "hoa", "Đã mua ghế", state="done"))
    publications.publish(
        session,
        instrument.wave_id,
        today=TODAY,
        done_by="hoa",
        content="{}",
        offices={counter.office_id: "{}"},
    )


def row_counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: session.connection()
        .execute(select(func.count()).select_from(table))
        .scalar_one()
        for table in metadata.sorted_tables
    }
