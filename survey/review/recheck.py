"""The page of a wave's independent check: what offices collected beside what independent callers heard."""

from flask.typing import ResponseReturnValue

from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.reports.recheck_files import recheck_file
from survey.reports.recheck_wording import RecheckWording
from survey.reports.rechecks import build_recheck, build_status
from survey.review import blueprint
from survey.review.frame import audience, opened_wave, page, wants_csv
from survey.store import places, rechecks


@blueprint.get("/waves/<wave_code>/recheck")
def recheck(wave_code: str) -> ResponseReturnValue:
    """Show the gap of each office and of all together."""
    found = status = None
    language = chosen_language()
    with opened_wave(wave_code) as opened:
        session, result = opened.session, opened.result
        drawn = rechecks.drawn_check(session, result.instrument.wave_id)
        if drawn is not None:
            check, draw = drawn
            found = build_recheck(session, result, check, draw, audience=audience())
            offices = places.offices(session)
            status = build_status(session, check, offices, language=language)
    if found is not None and wants_csv():
        file = recheck_file(found, language)
        return download(file.text, file.name)
    return page(
        "review/recheck.html",
        head=result.head,
        questionnaire=result.questionnaire,
        wave_links=opened.links,
        found=found,
        status=status,
        say=RecheckWording(language),
        may_draw=may(signed_in(), RULES["manage.recheck"]),
    )
