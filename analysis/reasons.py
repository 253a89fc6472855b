"""Why there is no number: pages put it in words beside the empty place."""

from enum import StrEnum


class Reason(StrEnum):
    """What was missing where a result is NaN."""

    NONE = ""
    """Nothing: there is a number."""
    NO_ANSWERS = "no_answers"
    TOO_FEW_UNITS = "too_few_units"
    TOO_FEW_ANSWERS = "too_few_answers"
    TOO_FEW_WAVES = "too_few_waves"
    TOO_FEW_LEVELS = "too_few_levels"
    TOO_FEW_REFERENCES = "too_few_reference_offices"
    NO_VARIATION = "no_variation"
    SINGULAR = "needs_more_responses_than_questions"
    INSEPARABLE = "cannot_be_separated"
    SEPARATION = "complete_separation"
    BREAK = "break_between_waves"
    POPULATION_UNKNOWN = "population_unknown"
