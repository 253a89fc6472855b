"""The page of released comments: searched, by office and theme, and never beside a score, a day or a trait."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from forms.codebook import codebook
from forms.comments import clean_comment
from forms.folding import is_plain
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.reports.comment_wording import CommentWording
from survey.reports.ordering import vietnamese_order
from survey.review import blueprint
from survey.review.frame import ChosenWave, chosen_wave, page
from survey.store import comments, places
from survey.store.comments import CommentSearch, ReleasedText
from survey.store.tables import Office
from survey.trust.comment_themes import agreements, months_of, themes_of

COMMENTS_ON_A_PAGE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Written:
    """What someone wrote, for a page in any language. Marks tell Vietnamese; the form's language is a trait."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as the page shows it; `month` only where its whole batch is of one month."""

    written: Written
    office: str
    month: str
    theme: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; an office or theme that is none asks for all."""

    words: str
    office: str
    theme: str
    page: int


@blueprint.get("/waves/<wave_code>/comments")
def wave_comments(wave_code: str) -> str:
    """Show the batches of a wave's months, all offices' or the own one's, with their themes."""
    language = chosen_language()
    with chosen_wave(wave_code) as chosen:
        names = _names(chosen, language)
        asked = _asked(names)
        search = _search(chosen, asked, names)
        n = comments.count_released(chosen.session, search)
        pages = max(1, -(-n // COMMENTS_ON_A_PAGE))
        number = min(asked.page, pages)
        found = comments.released_comments(
            chosen.session,
            search,
            offset=(number - 1) * COMMENTS_ON_A_PAGE,
            limit=COMMENTS_ON_A_PAGE,
        )
        themes = themes_of(
            chosen.session, chosen.wave, office_code=asked.office or None
        )
        pairs = agreements(chosen.session)[:1]
    say = CommentWording(language)
    return page(
        "review/comments.html",
        head=chosen.wave,
        wave_links=chosen.links,
        say=say,
        is_of_several=len(chosen.audiences) > 1,
        months=(search.first_month, _not_to_come(search)),
        asked=asked,
        offices={code: name for code, (_, name) in names.items()},
        comments=[_shown(each, names, say) for each in found],
        found=say.found(n),
        themes=themes,
        pairs=pairs,
        links=_page_links(wave_code, asked, number, pages),
        number=number,
        pages=pages,
        sees_all=signed_in().sees_all_results,
        may_sort=may(signed_in(), RULES["review.coding"]),
    )


def _not_to_come(search: CommentSearch) -> str:
    """Return the last month of a search that has begun, or its first one."""
    this_month = f"{service().clock.today():%Y-%m}"
    return max(search.first_month, min(search.last_month, this_month))


def asked_page() -> int:
    """Return the number of the page that the address asks for, no larger than a database takes."""
    return min(max(request.args.get("page", 1, type=int), 1), 1_000_000)


def written(text: str) -> Written:
    """Return a comment without anything that could paint over the page, however it came in."""
    cleaned = clean_comment(text)
    return Written(cleaned, "" if is_plain(cleaned) else SOURCE_LANGUAGE)


def _names(chosen: ChosenWave, language: str) -> dict[str, tuple[Office, str]]:
    """Return the offices to read of, code to office and name: those with batches, or the own one."""
    own_code = signed_in().office_code
    if own_code is not None:
        own = places.office_by_code(chosen.session, own_code)
        if own is None:
            abort(404)
        return {own.code: (own, office_label(own, language))}
    first_month, last_month = months_of(chosen.wave)
    with_comments = comments.offices_with_batches(
        chosen.session, first_month=first_month, last_month=last_month
    )
    found = {
        office.code: (office, office_label(office, language))
        for office in places.offices(chosen.session)
        if office.id in with_comments
    }
    return dict(sorted(found.items(), key=lambda item: vietnamese_order(item[1][1])))


def office_label(office: Office, language: str) -> str:
    """Return an office's name as the reader knows it."""
    return (
        office.name_en
        if language != SOURCE_LANGUAGE and office.name_en
        else office.name
    )


def _asked(names: Mapping[str, object]) -> Asked:
    # Who belongs to an office is never asked which.
    office = signed_in().office_code or request.args.get("office", "")
    theme = request.args.get("theme", "")
    return Asked(
        words=clean_comment(request.args.get("words", ""))[:LONGEST_SEARCH],
        office=office if office in names else "",
        theme=theme if theme in codebook().codes else "",
        page=asked_page(),
    )


def _search(
    chosen: ChosenWave, asked: Asked, names: Mapping[str, tuple[Office, str]]
) -> CommentSearch:
    first_month, last_month = months_of(chosen.wave)
    office_id = names[asked.office][0].id if asked.office else None
    # Rather no page than every office's, whatever else goes wrong.
    assert office_id is not None or signed_in().sees_all_results
    return CommentSearch(
        first_month,
        last_month,
        office_id=office_id,
        words=asked.words,
        theme=asked.theme,
    )


def _shown(
    comment: ReleasedText,
    names: Mapping[str, tuple[Office, str]],
    say: CommentWording,
) -> ShownComment:
    office = next(
        name for office, name in names.values() if office.id == comment.office_id
    )
    is_of_one_month = comment.first_month == comment.last_month
    return ShownComment(
        written=written(comment.text),
        office=office,
        month=comment.first_month if is_of_one_month else "",
        theme="" if comment.theme is None else say.codebook.name_of(comment.theme),
    )


def _page_links(
    wave_code: str, asked: Asked, number: int, pages: int
) -> dict[str, str]:
    """Return the addresses of the neighbouring pages of the same search."""
    wanted = {
        "before": number - 1 if number > 1 else 0,
        "after": number + 1 if number < pages else 0,
    }
    searched: dict[str, Any] = {
        "words": asked.words,
        "office": asked.office,
        "theme": asked.theme,
    }
    kept = {key: value for key, value in searched.items() if value}
    return {
        name: url_for("review.wave_comments", wave_code=wave_code, **kept, page=page)
        for name, page in wanted.items()
        if page
    }
