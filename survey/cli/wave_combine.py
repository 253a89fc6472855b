"""sipas wave combine: one index of parts that different audiences were asked about."""

import argparse
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.language import translator
from survey.store import waves
from survey.store.instruments import AUDIENCES

if TYPE_CHECKING:
    from survey.reports.combined_index import WantedPart


def add_actions(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: Sequence[argparse.ArgumentParser],
) -> None:
    """Add the action to `sipas wave`."""
    combine = actions.add_parser(
        "combine",
        help="weigh the indices of several audiences into one, with its interval",
        parents=common,
        epilog="example: sipas wave combine 2026-1 --part residents:policy=0.6 --part counter=0.4",
    )
    combine.add_argument("code", help="a wave's code")
    combine.add_argument(
        "--part",
        action="append",
        required=True,
        metavar="AUDIENCE[:CODE]=WEIGHT",
        help="whose index, or which part or factor of it, and its weight; two or more, adding up to 1 or 100",
    )
    combine.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the combined index with its parts. Raises CommandError."""
    # The statistics bring SciPy along, which `sipas --help` need not wait for.
    from survey.reports.combined_index import (
        UnknownMeasure,
        build_combined_index,
        results_of,
    )
    from survey.reports.combined_wording import CombinedWording

    _ = translator(arguments.lang).gettext
    wanted = _wanted(arguments)
    with opened(arguments) as (settings, store), store.reading() as session:
        wave = waves.wave_by_code(session, arguments.code)
        if wave is None:
            raise CommandError(_("không có đợt %(code)s") % {"code": arguments.code})
        try:
            results = results_of(
                session,
                wave,
                [one.audience for one in wanted],
                language=arguments.lang,
                today=settings.clock().today(),
            )
            index = build_combined_index(results, wanted)
        except waves.NotAsked as error:
            message = _("đợt %(code)s không hỏi đối tượng %(audience)s")
            raise CommandError(
                message % {"code": arguments.code, "audience": error}
            ) from error
        except UnknownMeasure as error:
            message = _("mẫu phiếu không có phần hay yếu tố %(code)s")
            raise CommandError(message % {"code": error}) from error
    print("\n".join(CombinedWording(arguments.lang).lines(index)))
    return 0


def _wanted(arguments: argparse.Namespace) -> "list[WantedPart]":
    from survey.reports.combined_index import WantedPart, unweighable
    from survey.reports.combined_wording import CombinedWording

    _ = translator(arguments.lang).gettext
    wanted = []
    for text in arguments.part:
        where, _equals, weight = text.partition("=")
        audience, _colon, code = where.partition(":")
        if audience not in AUDIENCES or not _is_weight(weight):
            message = _(
                "--part phải có dạng ĐỐI_TƯỢNG[:MÃ]=TRỌNG_SỐ với trọng số lớn hơn 0, đang là %(found)s"
            )
            raise CommandError(message % {"found": text})
        wanted.append(WantedPart(audience, code, float(weight)))
    why = unweighable(wanted)
    if why is not None:
        raise CommandError(CombinedWording(arguments.lang).unweighable(why, wanted))
    return wanted


def _is_weight(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and float(text) > 0
    except ValueError:
        return False
