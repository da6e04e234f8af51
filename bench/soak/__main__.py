"""`python -m bench.soak`: edit a site at random for a while, and hold what goes on against what is made anew.

After each few edits the same site is built with what earlier builds kept, and without; both have to write the same
bytes and to say the same. A preview that has run from the start has to serve the same pages. Its memory is noted.

Of a large site it is enough to do all of that every few rounds. In the others nothing is built anew, and the preview is
asked for the pages that became others and for some more.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from msgspec import Struct, field

from bench.soak import ground, held
from bench.soak.writer import Writer

PROJECT = Path(__file__).parents[2]
FIRST_DAY = datetime.date(2026, 11, 22)
NOTED = 300.0
"""Seconds between two lines on the terminal."""
SOME = 200
"""Pages that are looked at though they did not change, in a round that is not whole."""


class Soak(Struct):
    """One run, and what came of it so far."""

    scratch: Path
    writer: Writer
    whole: int = 1
    day: datetime.date = FIRST_DAY
    rounds: int = 0
    built: int = 0
    drifts: int = 0
    compared: int = 0
    edits: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    _written: dict[str, bytes] = field(default_factory=dict)
    _chance: Random = field(default_factory=Random)

    @property
    def root(self) -> Path:
        """The site's folder."""
        return self.writer.root

    def go_on(self, preview: held.Preview) -> None:
        """One round: some edits, then everything is compared."""
        self.rounds += 1
        for _ in range(self._chance.choice((1, 1, 1, 2, 4))):
            self.edits.append(self.writer.edit())
        if self._chance.random() < 0.08:
            self._set_day(self.day + datetime.timedelta(days=self._chance.choice((-30, 1, 1, 3, 40))))
        out = self.scratch / self._chance.choice(("out", "out", "out", "other"))
        clean = self.scratch / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        before = held.files_in(out)
        known = held.build(self.root, out, self.day)
        is_whole = self.rounds % self.whole == 0
        anew = held.build(self.root, clean, self.day, "--no-cache") if is_whole else known
        wrong = []
        if (known.code, known.said) != (anew.code, anew.said):
            wrong.append("the builds do not say the same")
        if known.code not in (0, 1, 2) or "Traceback" in known.said or "bug" in known.said:
            wrong.append("a build failed")
        if anew.code == 0:
            self.built += is_whole
            wrong += [f"build: {url}" for url in held.differences(known.files, anew.files)]
            asked = anew.files if is_whole else self._some(anew.files)
            wrong += [f"preview: {url}" for url in preview.wrong(asked, {*self._written} - {*anew.files})]
            self.compared += len(asked) * (2 if is_whole else 1)
            self._written = dict(anew.files)
        else:
            wrong += [f"written in spite of a mistake: {url}" for url in held.differences(before, known.files)]
            for url in self._chance.sample(sorted(self._written), min(10, len(self._written))):
                preview.get(url)
        if not preview.lives:
            wrong.append("the preview ended")
        if wrong:
            self._note(wrong, known, anew)
        self.memory.append(preview.memory)

    def _some(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Those that changed since they were last looked at, and some that did not."""
        changed = {url for url, content in files.items() if self._written.get(url) != content}
        others = sorted({*files} - changed)
        return {url: files[url] for url in (*changed, *self._chance.sample(others, min(SOME, len(others))))}

    def start(self) -> None:
        """Choose the first day."""
        self._chance = Random(f"{self.writer.chance.random()}")
        self._set_day(self.day)

    def _set_day(self, day: datetime.date) -> None:
        self.day = day
        (self.scratch / "day").write_text(day.isoformat(), encoding="ascii")
        self.edits.append(f"day {day}")

    def _note(self, wrong: list[str], known: held.Ran, anew: held.Ran) -> None:
        """Keep everything that is needed to see why."""
        self.drifts += 1
        folder = self.scratch / f"drift-{self.drifts}"
        for name in ("site", "out", "other", "clean"):
            if (self.scratch / name).is_dir():
                shutil.copytree(self.scratch / name, folder / name, symlinks=True)
        told = {"wrong": wrong, "edits": self.edits[-30:], "known": known.said, "anew": anew.said, "day": str(self.day)}
        (folder / "why.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
        print(f"Round {self.rounds}: {'; '.join(wrong[:4])}. Kept in {folder}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak as long as was asked for; the exit code is 1 where something drifted."""
    chosen = _options().parse_args(arguments)
    scratch = Path(chosen.scratch).resolve()
    if scratch.is_relative_to(PROJECT):
        print(f"The scratch folder lies in the project: choose one outside of {PROJECT}", file=sys.stderr)
        return 2
    if scratch.exists() and not (scratch / "day").is_file() and any(scratch.iterdir()):
        print(f"`{scratch}` holds something else: choose a folder that is empty or new", file=sys.stderr)
        return 2
    shutil.rmtree(scratch, ignore_errors=True)
    root = scratch / "site"
    ground.lay(root, chosen.pages, chosen.seed)
    soak = Soak(scratch, Writer(root, chosen.seed), chosen.whole)
    soak.start()
    begun = noted = time.monotonic()
    print(f"Seed {chosen.seed}, {chosen.pages} pages, {chosen.minutes:g} minutes, in {scratch}", flush=True)
    with held.Preview(root, scratch / "day", scratch / "preview.log") as preview:
        while soak.rounds == 0 or (time.monotonic() < begun + chosen.minutes * 60 and preview.lives):
            soak.go_on(preview)
            if time.monotonic() > noted + NOTED:
                noted = time.monotonic()
                print(f"{_sum(soak)} {preview.descriptors} files are open.", flush=True)
        if soak.rounds % soak.whole and preview.lives:
            soak.whole = 1
            soak.go_on(preview)
    bugs = (scratch / "preview.log").read_text(encoding="utf-8")
    if bugs:
        print(f"The preview said:\n{bugs[:4000]}")
    print(_sum(soak))
    return 1 if soak.drifts or bugs else 0


def _sum(soak: Soak) -> str:
    """What came of it, in words."""
    quarter = max(1, len(soak.memory) // 4)
    then, now = (sorted(part)[len(part) // 2] // 1024 for part in (soak.memory[:quarter], soak.memory[-quarter:]))
    return (
        f"{soak.rounds} rounds, {len(soak.edits)} edits, {soak.built} whole builds, {soak.compared} files compared, "
        f"{soak.drifts} drifts. "
        f"Memory of the preview: {then} MB in the first quarter, {now} MB in the last, "
        f"{max(soak.memory) // 1024} MB at most."
    )


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.soak", description="Edit a site at random, and compare what goes on with what is new."
    )
    scratch = Path(tempfile.gettempdir()) / "cjmsite-soak"
    parser.add_argument("--scratch", default=scratch, metavar="FOLDER", help=f"is emptied first; default: {scratch}")
    parser.add_argument("--pages", type=int, default=300, help="default: 300")
    parser.add_argument("--minutes", type=float, default=20, help="default: 20")
    parser.add_argument(
        "--whole", type=int, default=1, metavar="N", help="compare everything each N rounds; default: 1"
    )
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    return parser


if __name__ == "__main__":
    sys.exit(main())
