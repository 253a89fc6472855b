"""Help and wrong usage in the language that `--lang` asks for, Vietnamese where it asks for none.

The commands' modules hold the English, which is the key of a catalogue of its own
(`translations/vi/LC_MESSAGES/commands.po`); the words of argparse itself stand beside it. A
language without such a catalogue has its help in English. Where a kind of value is read
(`type=`), gettext.gettext says in this language what is wrong with it.
"""

import argparse
import gettext
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NoReturn

from survey.cli.options import add_language
from survey.language import SOURCE_LANGUAGE, TRANSLATIONS, languages

DOMAIN = "commands"
OPTION = "--lang"
# Their command lines are the same in every language.
EXAMPLES = ("example", "examples")

said = gettext.gettext


class Parser(argparse.ArgumentParser):
    """A parser whose help is in its own language, whoever asks for it."""

    language = SOURCE_LANGUAGE

    def format_help(self) -> str:
        with speaking(self.language):
            return super().format_help()


def take_language(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the language that a command's words ask for, the last one named, and the other words.

    An unknown language stays among the words, for the parser to refuse.

    >>> take_language(["--lang", "en", "wave", "list"])
    ('en', ['wave', 'list'])
    >>> take_language(["wave", "--lang=xx"])
    ('vi', ['wave', '--lang=xx'])
    """
    language, others = SOURCE_LANGUAGE, list[str]()
    left = list(words)
    while left and left[0] != "--":
        word = left.pop(0)
        option, equals, code = word.partition("=")
        if option == OPTION and not equals and left and left[0] in languages():
            language = left.pop(0)
        elif option == OPTION and code in languages():
            language = code
        else:
            others.append(word)
    return language, others + left


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let gettext.gettext, through which argparse speaks, say its words in a language."""
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(TRANSLATIONS))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def saying(language: str) -> Callable[[str], str]:
    """Return what gives the sentence of a language for an English one of the commands' catalogue."""
    return gettext.translation(DOMAIN, TRANSLATIONS, [language], fallback=True).gettext


def translate(parser: argparse.ArgumentParser, language: str) -> None:
    """Put a parser and all below it into a language, and let each take `--lang`."""
    say = saying(language)
    for each in parsers(parser):
        # argparse tells of its parts through these names only.
        if OPTION not in each._option_string_actions:
            add_language(each)
        if isinstance(each, Parser):
            each.language = language
        each.description = _translated(each.description, say)
        each.epilog = _translated(each.epilog, say)
        for group in each._action_groups:
            group.title = _translated(group.title, say)
        for action in each._actions:
            action.help = _translated(action.help, say)
            if action.dest == "lang":
                action.default = language
            for kind, reader in READERS:
                if action.type == kind:
                    action.type = reader
            if isinstance(action, argparse._SubParsersAction):
                for line in action._choices_actions:
                    line.help = _translated(line.help, say)


def refuse(arguments: argparse.Namespace, sentence: str, **values: object) -> NoReturn:
    """Exit with 2 and say what is wrong with options that were understood one by one.

    `arguments` holds the command's own parser; the sentence is English, its values stand in it as %(name)s.
    """
    parser: argparse.ArgumentParser = arguments.parser
    with speaking(arguments.lang):
        parser.error(said(sentence) % values)


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Give a parser and those of its commands, at any depth."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from parsers(child)


def paragraphs(text: str) -> list[str]:
    """Return the parts of a text that are translated one by one, the commands of examples left out.

    >>> paragraphs("examples:\\n  sipas seal\\n\\nA closed day never changes.\\n")
    ['examples:', 'A closed day never changes.']
    """
    return [_key(paragraph)[0] for paragraph in text.strip("\n").split("\n\n")]


def _translated(text: str | None, say: Callable[[str], str]) -> str | None:
    if not text or text == argparse.SUPPRESS:
        return text
    parts = (_key(paragraph) for paragraph in text.strip("\n").split("\n\n"))
    return "\n\n".join(say(key) + commands for key, commands in parts)


def _key(paragraph: str) -> tuple[str, str]:
    """Return what is looked up of a paragraph, and what follows as it is."""
    heading, colon, commands = paragraph.partition(":")
    # What a bracket adds to an example is a sentence.
    if heading in EXAMPLES and not commands.endswith(")"):
        return heading + colon, commands
    return paragraph, ""


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        message = said("%(value)r is not a whole number") % {"value": text}
        raise argparse.ArgumentTypeError(message) from error


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        message = said("%(value)r is not a number, such as 0.95") % {"value": text}
        raise argparse.ArgumentTypeError(message) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = said("%(value)r is not a day, such as 2026-12-31") % {"value": text}
        raise argparse.ArgumentTypeError(message) from error


# argparse would name the Python function that failed.
READERS: tuple[tuple[object, Callable[[str], object]], ...] = (
    (int, _whole_number),
    (float, _number),
    (date.fromisoformat, _day),
)
