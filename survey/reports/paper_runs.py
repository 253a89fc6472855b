"""What a run of printed forms was: its wording, its office and its serials."""

from sqlmodel import Session

from survey.language import SOURCE_LANGUAGE
from survey.reports.paper_form import PaperForm
from survey.store import places
from survey.store.fields import fields_of_office
from survey.store.instruments import ADDED
from survey.store.serials import Serial
from survey.store.tables import PaperRun
from survey.store.waves import instrument
from survey.wording import wordings


def printed_form(session: Session, run: PaperRun) -> PaperForm:
    """Return what a run printed."""
    found = instrument(session, run.instrument_id)
    assert found is not None
    by_language = wordings(found.digest, found.content)
    office = (
        None if run.office_id is None else places.office_by_id(session, run.office_id)
    )
    fields = (
        ()
        if run.office_id is None or found.audience in ADDED
        else fields_of_office(session, run.office_id, run.printed_on)
    )
    is_source = run.language == SOURCE_LANGUAGE
    name = "" if office is None else office.name
    return PaperForm(
        # A translation that was withdrawn since: the form's own language is always there.
        by_language.get(run.language, by_language[SOURCE_LANGUAGE]),
        found.full,
        name if office is None or is_source else office.name_en or name,
        run.is_large,
        tuple((field.value, field.label(run.language)) for field in fields),
        found.audience not in ADDED,
    )


def serials_of(run: PaperRun) -> tuple[Serial, ...]:
    """Return the serials of a run, in order."""
    assert run.id is not None
    return tuple(Serial(run.id, copy) for copy in range(1, run.copies + 1))
