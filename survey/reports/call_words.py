"""What is said at the telephone, word for word, in the language of the call."""

from dataclasses import dataclass

from flask_babel import force_locale

from forms import paper_messages
from survey.access.locale import locale_of
from survey.language import SOURCE_LANGUAGE
from survey.store.tables import Counter, Office


@dataclass(frozen=True, slots=True)
class CallWords:
    """The sentences of a call. `promises` come first, `consent` before any question."""

    greeting: str
    promises: tuple[str, ...]
    consent: str
    stage: str
    field: str
    comment: str
    thanks: str


def call_words(
    language: str, *, office: Office, counter: Counter, of_a_visit: bool = True
) -> CallWords:
    """Return the sentences of a call about a place: about a visit there, or about the office at large."""
    is_source = language == SOURCE_LANGUAGE
    names = {
        "counter": counter.name if is_source else counter.name_en or counter.name,
        "office": office.name if is_source else office.name_en or office.name,
    }
    greeting = (
        paper_messages.CALL_GREETING
        if of_a_visit
        else paper_messages.CALL_GREETING_ELSEWHERE
    )
    with force_locale(locale_of(language)):
        return CallWords(
            greeting=str(greeting % names),
            promises=(
                str(paper_messages.CALL_FREE),
                str(paper_messages.CALL_ANONYMOUS),
            ),
            consent=str(paper_messages.CALL_CONSENT),
            stage=str(paper_messages.CALL_STAGE),
            field=str(paper_messages.CALL_FIELD),
            comment=str(paper_messages.CALL_COMMENT),
            thanks=str(paper_messages.CALL_THANKS),
        )
