"""Python, cjmsite and the packages that it needs: there, and neither too old nor too new."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata

from msgspec import Struct

from cjmsite import __version__
from cjmsite.doctor.finding import Finding, good, problem, remark

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^]]*\])?\s*\(?([^;)]*)\)?\s*(?:;\s*(.*))?")
_BOUND = re.compile(r"(>=|<=|==|!=|~=|<|>)\s*([0-9][0-9A-Za-z.*+!-]*)")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_PYTHON = re.compile(r"Programming Language :: Python :: (\d+)\.(\d+)$")


class Requirement(Struct, frozen=True):
    """A package that cjmsite asks for, with its bounds and, if it is not always needed, for what."""

    name: str
    bounds: tuple[tuple[str, str], ...]
    extra: str | None


def check() -> list[Finding]:
    """Python first, then cjmsite, then what it needs."""
    try:
        own = metadata.distribution("cjmsite")
    except metadata.PackageNotFoundError:
        mend = "install it, with `pip install -e .` in a checkout; plugins and themes are found by its installation"
        return [_python(()), problem("cjmsite", f"version {__version__} runs, but is not installed", mend)]
    tested = own.metadata.get_all("Classifier") or ()
    stated = [_python(tested), good("cjmsite", f"version {__version__}")]
    if own.version != __version__:
        message = f"version {__version__} runs, but {own.version} is what is installed"
        stated[1] = problem("cjmsite", message, "install cjmsite again: two copies of it are in each other's way")
    needed = [requirement for requirement in requirements(own) if requirement.extra is None]
    wrong = [finding for requirement in needed if (finding := _package(requirement))]
    return stated + (wrong or [good("packages", f"all {len(needed)} that cjmsite needs are here")])


def missing_extras(own: metadata.Distribution) -> Iterator[tuple[str, list[str]]]:
    """The optional parts of cjmsite that are not there: their names, and the packages that each of them lacks."""
    lacking: dict[str, list[str]] = {}
    for requirement in requirements(own):
        if requirement.extra not in (None, "dev") and _installed(requirement.name) is None:
            lacking.setdefault(requirement.extra or "", []).append(requirement.name)
    yield from lacking.items()


def requirements(own: metadata.Distribution) -> Iterator[Requirement]:
    """What an installed package asks for. A requirement for another system or Python is left out."""
    for written in own.requires or ():
        match = _REQUIREMENT.fullmatch(written.strip())
        if match is None:
            continue
        name, bounds, marker = match.groups()
        extra = _EXTRA.search(marker) if marker else None
        if marker and not extra:
            continue
        yield Requirement(name, tuple(_BOUND.findall(bounds)), extra[1] if extra else None)


def _python(classifiers: tuple[str, ...] | list[str]) -> Finding:
    here = sys.version_info[:2]
    said = f"{sys.version.split()[0]} at {sys.executable}"
    known = [(int(found[1]), int(found[2])) for line in classifiers if (found := _PYTHON.fullmatch(line))]
    if known and here > max(known):
        newest = ".".join(map(str, max(known)))
        return remark("Python", f"{said}; newer than {newest}, the newest that cjmsite is tested with")
    return good("Python", said)


def _package(requirement: Requirement) -> Finding | None:
    found = _installed(requirement.name)
    again = "install cjmsite again, or"
    if found is None:
        mend = f"{again} this package: `pip install {requirement.name}`"
        return problem(requirement.name, "is not installed", mend)
    for relation, bound in requirement.bounds:
        if not holds(found, relation, bound):
            age = "too old" if relation in (">=", ">", "~=") else "too new" if relation in ("<", "<=") else "not right"
            wanted = ",".join(f"{r}{b}" for r, b in requirement.bounds)
            mend = f"""{again} `pip install "{requirement.name}{wanted}"`"""
            return problem(requirement.name, f"version {found} is {age}: cjmsite needs {wanted}", mend)
    return None


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def holds(version: str, relation: str, bound: str) -> bool:
    """Whether a version is within a bound, by their numbers; marks of early versions are not looked at."""
    have, want = numbers(version), numbers(bound)
    length = max(len(have), len(want))
    here, there = (have + (0,) * (length - len(have))), (want + (0,) * (length - len(want)))
    match relation:
        case ">=":
            return here >= there
        case ">":
            return here > there
        case "<=":
            return here <= there
        case "<":
            return here < there
        case "==":
            return here[: len(want)] == want
        case "~=":
            return here >= there and here[: len(want) - 1] == want[:-1]
        case _:
            return here != there


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, without what comes after them."""
    release = re.match(r"(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return tuple(map(int, release[1].split("."))) if release else ()
