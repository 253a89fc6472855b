"""Rows of a file count all or not at all, once, in their own class, and never in a headline undeclared."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from survey.imports import bringing
from survey.imports.bringing import FileChanged
from survey.store import answer_imports, counts, places, results, waves
from survey.store.answer_imports import (
    AlreadyReleased,
    BroughtInBefore,
    FileOfAnswers,
    WrittenRow,
)
from survey.store.engine import Store
from survey.store.tables import Batch, ImportedAnswer, ImportedRow, Response, Wave
from survey.trust import sealing
from tests.fixtures.answer_files import (
    LookedAt,
    answer_row,
    look_at,
    make_past,
    many_rows,
    write_answers,
)
from tests.fixtures.people import TODAY, make_counter, make_responses
from tests.store.rows import NOW

TOMORROW = TODAY + timedelta(days=1)
Note = list[tuple[str, str, object]]


class Desk:
    """Brings files in, as the command and the page do."""

    def __init__(self, store: Store, wave: Wave, folder: Path) -> None:
        self.store, self.wave, self.folder = store, wave, folder
        self.noted: Note = []

    def look(self, rows: list[tuple[str, ...]], name: str = "f.csv") -> LookedAt:
        with self.store.reading() as session:
            file = write_answers(self.folder / name, rows)
            return look_at(session, self.wave, file)

    def begin(self, looked: LookedAt, *, headline: bool = False) -> int:
        with self.store.writing() as session:
            begun = answer_imports.begin(
                session,
                FileOfAnswers("f.csv", f"{id(looked):064x}", 1),
                instrument_id=looked.target.instrument_id,
                today=TODAY,
                done_by="hoa",
            )
            begun.headline = headline
            assert begun.id is not None
            return begun.id

    def bring(
        self,
        looked: LookedAt,
        *,
        headline: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        import_id = self.begin(looked, headline=headline)
        self.write(import_id, looked, progress=progress)
        return import_id

    def write(
        self,
        import_id: int,
        looked: LookedAt,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        bringing.bring_in(
            self.store,
            import_id,
            looked.rows(),
            looked.findings,
            now=lambda: NOW,
            today=TODAY,
            note=self._note,
            progress=progress,
        )

    def seal(self) -> None:
        sealing.seal(self.store, TOMORROW)

    def kept(self, table: type) -> int:
        with self.store.reading() as session:
            return int(
                session.connection().scalar(select(func.count()).select_from(table))
                or 0
            )

    def _note(
        self, session: Session, action: str, *, object: str = "", **details: object
    ) -> None:
        self.noted.append((action, object, details["n"]))


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    with store.writing() as session:
        return Desk(store, make_past(session), tmp_path)


def released(desk: Desk) -> int:
    with desk.store.reading() as session:
        assert desk.wave.id is not None
        instrument = waves.instrument_of_wave(session, desk.wave.id)
        return int(results.released_totals(session, instrument).tallies.n.sum())


def test_accepted_rows_become_answers_of_class_i_at_the_days_seal(desk: Desk) -> None:
    looked = desk.look([*many_rows(230), *many_rows(40, office="st-02")])
    import_id = desk.bring(looked)
    assert desk.noted == [("import", "f.csv", 270)]
    with desk.store.reading() as session:
        assert counts.stored_by_class(session) == {"I": 270}
    assert (desk.kept(Response), desk.kept(ImportedAnswer)) == (0, 270)
    desk.seal()
    assert (desk.kept(Response), desk.kept(ImportedAnswer)) == (270, 0)
    with desk.store.reading() as session:
        assert counts.stored_by_class(session) == {"I": 270}
        kept = session.connection().execute(
            select(
                col(Response.channel), col(Response.received_on), col(Response.scores)
            ).order_by(col(Response.scores))
        )
        assert sorted(row.scores for row in looked.rows()) == [
            scores for channel, day, scores in kept if (channel, day) == ("I", TODAY)
        ]
        batches = session.connection().execute(
            select(col(Batch.import_id), col(Batch.state), col(Batch.stored))
        )
        assert sorted(map(tuple, batches)) == [
            (import_id, "closed", 40),
            (import_id, "closed", 230),
        ]


def test_they_are_in_the_headline_only_where_that_is_declared(desk: Desk) -> None:
    desk.bring(desk.look(many_rows(30)))
    desk.seal()
    assert released(desk) == 0


def test_a_declared_import_makes_the_headline(desk: Desk) -> None:
    desk.bring(desk.look(many_rows(30)), headline=True)
    desk.seal()
    assert released(desk) == 30
    with desk.store.reading() as session:
        wave = waves.wave_by_code(session, desk.wave.code)
        assert wave is not None and wave.headline_classes == "ABCDLI"


def test_nothing_is_declared_once_figures_are_out(desk: Desk) -> None:
    with desk.store.writing() as session:
        office = places.office_by_code(session, "BH-01")
        assert desk.wave.id is not None
        instrument = waves.instrument_of_wave(session, desk.wave.id)
        make_responses(
            session, make_counter(session, office), instrument, scores=[5] * 5
        )
    desk.seal()
    with pytest.raises(AlreadyReleased):
        desk.bring(desk.look(many_rows(30)), headline=True)
    assert desk.kept(ImportedAnswer) == 0


def test_the_same_rows_in_another_order_are_noticed(desk: Desk) -> None:
    rows = many_rows(20)
    desk.bring(desk.look(rows))
    again = desk.look(rows[::-1], "g.csv")
    assert again.findings.same is not None and again.findings.same.n == 20
    assert not again.findings.can_be_brought_in
    more = desk.look([*rows, answer_row(at="1/2/2025")], "h.csv")
    assert [(seen.import_id, seen.n) for seen in more.findings.seen] == [(1, 20)]
    assert more.findings.can_be_brought_in


def test_of_two_equal_files_looked_at_together_one_is_refused(desk: Desk) -> None:
    first, second = desk.look(many_rows(20)), desk.look(many_rows(20))
    desk.bring(first)
    with pytest.raises(BroughtInBefore):
        desk.bring(second)
    desk.seal()
    assert desk.kept(Response) == 20


@pytest.mark.parametrize("change", ["fewer", "more", "other", "broken"])
def test_a_file_that_changes_on_the_way_leaves_nothing(desk: Desk, change: str) -> None:
    looked = desk.look(many_rows(300))
    others = {
        "fewer": many_rows(299),
        "more": many_rows(301),
        "other": [*many_rows(299), answer_row(at="1/2/2025")],
        "broken": [*many_rows(299), answer_row("?!", 1, 1, 1, 1, 1)],
    }
    write_answers(desk.folder / "f.csv", others[change])
    with pytest.raises((FileChanged, ValueError)):
        desk.bring(looked)
    assert [desk.kept(t) for t in (ImportedAnswer, ImportedRow, Batch)] == [0, 0, 0]
    desk.seal()
    assert desk.kept(Response) == 0 and desk.noted == []


def test_a_try_that_died_in_the_middle_is_thrown_away_by_the_next(desk: Desk) -> None:
    looked = desk.look(many_rows(300))
    import_id = desk.begin(looked)

    class Killed(BaseException):
        """The process is gone, and cleans nothing up."""

    def die(written: int) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(bringing, "give_back", lambda store, import_id: None)
        desk.write(import_id, looked, progress=die)
    assert desk.kept(ImportedAnswer) > 0
    desk.seal()
    assert desk.kept(Response) == 0
    bringing.sweep(desk.store, NOW + timedelta(minutes=59))
    assert desk.kept(ImportedAnswer) > 0
    bringing.give_back(desk.store, import_id)
    assert desk.kept(ImportedAnswer) == 0
    desk.write(import_id, looked)
    desk.seal()
    assert desk.kept(Response) == 300


def test_what_nobody_takes_up_again_is_swept_away(desk: Desk) -> None:
    looked = desk.look(many_rows(300))
    import_id = desk.begin(looked)
    with desk.store.writing() as session:
        found = bringing.required(answer_imports.import_by_id(session, import_id))
        answer_imports.start_writing(
            session, found, n=300, content_hash="0" * 64, now=NOW
        )
        batch_ids = answer_imports.batches_of(
            session, found, looked.findings.offices, today=TODAY
        )
        (row,) = [
            WrittenRow(row.office_id, row.scores, row.digest) for row in looked.rows()
        ][:1]
        answer_imports.write(session, found, [row], batch_ids=batch_ids, now=NOW)
    bringing.sweep(desk.store, NOW + timedelta(minutes=61))
    assert [desk.kept(t) for t in (ImportedAnswer, ImportedRow, Batch)] == [0, 0, 0]
    desk.bring(looked)
    desk.seal()
    assert desk.kept(Response) == 300


def test_phones_answer_between_the_steps_and_a_seal_meanwhile_counts_no_row(
    desk: Desk,
) -> None:
    looked = desk.look(many_rows(300))
    with desk.store.writing() as session:
        counter = make_counter(session, places.office_by_code(session, "BH-01"))
        assert desk.wave.id is not None
        instrument = waves.instrument_of_wave(session, desk.wave.id)
        make_responses(session, counter, instrument, scores=[5])
    steps: list[int] = []

    def meanwhile(written: int) -> None:
        if not steps:
            desk.seal()
        with desk.store.writing() as session:
            make_responses(session, counter, instrument, scores=[4])
        steps.append(written)

    desk.bring(looked, progress=meanwhile)
    assert steps[-1] == 300 and len(steps) > 1
    assert desk.kept(Response) == 1
    # The day was closed meanwhile, so all of it belongs to the next.
    sealing.seal(desk.store, TOMORROW + timedelta(days=1))
    assert desk.kept(Response) == 1 + len(steps) + 300
