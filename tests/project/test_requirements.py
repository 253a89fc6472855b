"""The locked files hold what setup.cfg asks for, each with hashes, and nothing of this machine."""

import configparser
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
EXTRAS = {"run": ("postgres",), "test": ("postgres", "test"), "bench": ("bench",)}
LOCKS = tuple(EXTRAS)


def lock_text(kind: str) -> str:
    return (ROOT / "requirements" / f"{kind}.txt").read_text("utf-8")


def pins(kind: str) -> dict[str, str]:
    """Return the locked version of each package."""
    found = re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==([^ ;]+)", lock_text(kind), re.M)
    return dict(found)


def asked_for(kind: str) -> list[Requirement]:
    """Return what setup.cfg and pyproject.toml ask for in that kind of installation."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    lines = setup["options"]["install_requires"].splitlines()
    for extra in EXTRAS[kind]:
        lines += setup["options.extras_require"][extra].splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines += project["build-system"]["requires"]
    return [Requirement(line) for line in lines if line]


@pytest.mark.parametrize("kind", LOCKS)
def test_every_requirement_is_locked_to_an_allowed_version(kind: str) -> None:
    locked = pins(kind)
    outdated = [
        f"{requirement}, locked {locked.get(canonicalize_name(requirement.name))}"
        for requirement in asked_for(kind)
        if not requirement.specifier.contains(
            locked.get(canonicalize_name(requirement.name), "0")
        )
    ]
    assert outdated == [], "run make lock"


@pytest.mark.parametrize("kind", LOCKS)
def test_every_locked_package_has_a_hash(kind: str) -> None:
    without_hash = re.findall(r"^[a-z0-9].*[^\\]$", lock_text(kind), re.M)
    assert without_hash == []


@pytest.mark.parametrize("kind", LOCKS)
def test_a_locked_file_names_packages_only(kind: str) -> None:
    package, hash_line, comment = (
        r"[a-z0-9]\S+==\S+( ; .*)? \\",
        r" +--hash=\S+( \\)?",
        r" +#.*",
    )
    allowed = re.compile(f"{package}|{hash_line}|{comment}")
    odd = [line for line in lock_text(kind).splitlines() if not allowed.fullmatch(line)]
    assert odd == []


def test_tests_run_against_the_versions_of_an_installation() -> None:
    assert pins("run").items() <= pins("test").items()


def test_others_statistics_run_on_the_versions_of_an_installation() -> None:
    ours, theirs = pins("run"), pins("bench")
    assert {name: theirs[name] for name in ("numpy", "scipy")} == {
        name: ours[name] for name in ("numpy", "scipy")
    }


def test_others_statistics_are_in_no_installation() -> None:
    others = {"pandas", "statsmodels", "scikit-posthocs"}
    assert others & (pins("run").keys() | pins("test").keys()) == set()
