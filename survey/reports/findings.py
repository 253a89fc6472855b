"""What an action comes from: a measure of a wave, by the name its readers know."""

from collections.abc import Mapping

from sqlmodel import Session

from survey.language import SOURCE_LANGUAGE
from survey.reports.wave_result import part_names
from survey.reports.wording import Wording
from survey.store import waves
from survey.store.tables import Wave
from survey.wording import wordings


def measure_names(session: Session, wave: Wave, *, language: str) -> Mapping[str, str]:
    """Return the measures of a wave, code to name: questions, factors, parts, and the index last. One query."""
    assert wave.id is not None
    instrument = waves.instrument_of_wave(session, wave.id)
    in_languages = wordings(instrument.digest, instrument.content)
    questionnaire = in_languages.get(language, in_languages[SOURCE_LANGUAGE])
    factors = {factor.code: factor.name for factor in questionnaire.factors}
    parts = part_names(questionnaire, language)
    names = {}
    for measure in questionnaire.measures(full=instrument.full):
        if measure.kind == "index":
            names[measure.code] = Wording(language).index_title()
        elif measure.kind == "factor":
            names[measure.code] = factors[measure.code]
        elif measure.kind == "part":
            names[measure.code] = parts[measure.code]
        else:
            names[measure.code] = questionnaire.questions[measure.positions[0]].text
    return names
