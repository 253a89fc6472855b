"""The questionnaires that come with the service."""

from functools import cache
from importlib.resources import files

from forms.questionnaire.model import Questionnaire
from forms.questionnaire.reading import load_questionnaire

FOLDER = files("forms") / "questionnaires"
SUFFIX = ".toml"


@cache
def shipped_codes() -> tuple[str, ...]:
    """Return the codes of the questionnaires that come with the service."""
    names = (entry.name for entry in FOLDER.iterdir())
    return tuple(sorted(n.removesuffix(SUFFIX) for n in names if n.endswith(SUFFIX)))


def shipped_text(code: str) -> str:
    """Return the file of a shipped questionnaire. Raises KeyError for another code."""
    if code not in shipped_codes():
        raise KeyError(code)
    return (FOLDER / f"{code}{SUFFIX}").read_text("utf-8")


@cache
def shipped_questionnaire(code: str) -> Questionnaire:
    """Return a questionnaire that comes with the service. Raises KeyError for another code."""
    return load_questionnaire(shipped_text(code), source=f"{code}{SUFFIX}")
