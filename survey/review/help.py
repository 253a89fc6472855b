"""How to read the numbers, with an example from the newest wave."""

from survey.access.sessions import signed_in
from survey.reports.figures import Estimate
from survey.reports.help_examples import LUCK, same_index_by_size
from survey.reports.wave_result import WaveResult
from survey.review import blueprint
from survey.review.frame import audience, newest_wave, opened_wave, page


@blueprint.get("/help")
def help_page() -> str:
    """Explain each term that the pages of results use."""
    newest = newest_wave()
    title, example = "", None
    if newest is not None:
        with opened_wave(newest.code) as opened:
            title, example = opened.wave.title, _example(opened.result)
    return page(
        "review/help.html",
        example=example,
        example_wave=title,
        sizes=same_index_by_size(),
        luck=LUCK,
    )


def _example(result: WaveResult) -> Estimate | None:
    """Return the index of all offices, or of the reader's own."""
    visitor = signed_in()
    if visitor.sees_all_results:
        found = result.total_figures(audience())[result.index_position]
        return found if isinstance(found, Estimate) else None
    position = result.position_of(visitor.office_code or "")
    if position is None:
        return None
    found = result.index_figures(audience())[position]
    return found if isinstance(found, Estimate) else None
