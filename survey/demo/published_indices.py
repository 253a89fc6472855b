"""The values of published indices that come with the demo: real ones, each with where it was read."""

from importlib.resources import files

from sqlmodel import Session

from survey.reports.index_file import rows_of
from survey.store.indices import IndexChanges, take_in

FILE = "indices.csv"


def load_published_indices(session: Session) -> IndexChanges:
    """Keep the shipped values; a second time changes nothing.

    None of them was read in its publisher's own document: they are marked as reported, and those
    that no source was read for as unverified.
    """
    content = files(__package__).joinpath(FILE).read_bytes()
    return take_in(session, rows_of(content, FILE, str))
