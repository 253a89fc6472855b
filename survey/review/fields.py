"""The page of a wave's fields of service: the index of each, and those that nobody's answer is about."""

from survey.access.locale import chosen_language
from survey.access.state import service
from survey.reports.field_wording import FieldWording
from survey.reports.fields import build_fields
from survey.reports.selection_wording import SelectionWording
from survey.review import blueprint
from survey.review.frame import audience, opened_wave, page


@blueprint.get("/waves/<wave_code>/fields")
def wave_fields(wave_code: str) -> str:
    """Show the fields that answers name, and those that counters, catalogue or dossiers know beside them."""
    with opened_wave(wave_code) as opened:
        found = build_fields(
            opened.session,
            opened.result,
            audience=audience(),
            today=service().clock.today(),
        )
    return page(
        "review/fields.html",
        found=found,
        say=FieldWording(chosen_language()),
        parts_say=SelectionWording(chosen_language()),
        head=opened.result.head,
        questionnaire=opened.result.questionnaire,
        wave_links=opened.links,
    )
