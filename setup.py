"""Compiles the translations while the package is built; everything else stands in setup.cfg."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithTranslations(build_py):
    """Write a `.mo` beside each `.po`, so that neither a clone nor a wheel needs a compiled file in git."""

    def run(self) -> None:
        for catalogue in Path("survey/translations").glob("*/LC_MESSAGES/*.po"):
            with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open(
                "wb"
            ) as compiled:
                write_mo(compiled, read_po(source))
        super().run()


setup(cmdclass={"build_py": BuildWithTranslations})
