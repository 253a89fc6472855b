"""sipas wave add-instrument | instruments: the further audiences that a wave asks."""

import argparse
from collections.abc import Sequence

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.questionnaire_choice import chosen_questionnaire, warn_of_draft
from survey.language import translator
from survey.reports.asked_wording import AskedWording
from survey.store import audit, waves
from survey.store.instruments import ADDED, InstrumentRefused, add_instrument
from survey.store.questionnaires import stored_questionnaire


def add_actions(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: Sequence[argparse.ArgumentParser],
) -> None:
    """Add the actions to `sipas wave`."""
    adding = actions.add_parser(
        "add-instrument",
        help="let a wave ask a further audience, with a questionnaire of its own",
        parents=common,
        epilog="example: sipas wave add-instrument 2026-1 --audience residents --questionnaire sipas-2023 --full",
    )
    adding.add_argument("code", help="a wave's code")
    adding.add_argument("--audience", required=True, choices=ADDED)
    adding.add_argument(
        "--questionnaire",
        required=True,
        metavar="NAME|FILE",
        help="a shipped questionnaire or a file (TOML)",
    )
    adding.add_argument(
        "--full",
        action="store_true",
        help="ask all questions, even where the wave asks the core only",
    )
    adding.set_defaults(run=run_add)
    listing = actions.add_parser(
        "instruments",
        help="list whom a wave asks: audience, questionnaire, version, digest",
        parents=common,
        epilog="example: sipas wave instruments 2026-1 --directory pilot",
    )
    listing.add_argument("code", help="a wave's code")
    listing.set_defaults(run=run_list)


def run_add(arguments: argparse.Namespace) -> int:
    """Add an instrument. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    content, questionnaire = chosen_questionnaire(arguments)
    words = AskedWording(arguments.lang)
    with opened(arguments) as (settings, store):
        clock = settings.clock()
        try:
            with store.writing() as session:
                version = waves.keep_questionnaire(
                    session,
                    digest=questionnaire.digest,
                    code=questionnaire.code,
                    version=questionnaire.version,
                    content=content,
                )
                add_instrument(
                    session,
                    arguments.code,
                    audience=arguments.audience,
                    questionnaire=version,
                    today=clock.today(),
                    full=True if arguments.full else None,
                )
                audit.note(
                    session,
                    at=clock.now(),
                    actor=audit.COMMAND_LINE,
                    action="wave_changed",
                    object=arguments.code,
                    details={"what": "instrument", "audience": arguments.audience},
                )
        except InstrumentRefused as error:
            message = _("chưa thay đổi gì: %(why)s")
            raise CommandError(message % {"why": words.refusal(error.why)}) from error
    print(
        _("Đợt %(code)s hỏi thêm: %(audience)s, với mẫu phiếu %(questionnaire)s.")
        % {
            "code": arguments.code,
            "audience": words.name(arguments.audience),
            "questionnaire": questionnaire.code,
        }
    )
    warn_of_draft(questionnaire, arguments.lang)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print each instrument of a wave, separated by tabs. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (_settings, store), store.reading() as session:
        wave = waves.wave_by_code(session, arguments.code)
        if wave is None:
            raise CommandError(_("không có đợt %(code)s") % {"code": arguments.code})
        assert wave.id is not None
        for one in waves.instruments_of_wave(session, wave.id):
            asked = stored_questionnaire(one.digest, one.content)
            print(
                "\t".join(
                    (one.audience, asked.code, asked.version, asked.status, one.digest)
                )
            )
    return 0
