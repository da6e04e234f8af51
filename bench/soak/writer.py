"""Somebody who edits a site at random, with mistakes that are mended a little later."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from bench import words
from bench.soak import ground, saves

_TITLE = re.compile(r"^(title|name): .*$", re.MULTILINE)
_SENTENCE = re.compile(r"Reference [\w -]+\.")
_MISTAKES = (
    ("---\n", "---\ntypo: 1\n"),
    ("---\n", "---\ntitle: [\n"),
    ("Reference", "[gone](nowhere.md) Reference"),
    ("touchpoint: touchpoint-0", "touchpoint: touchpoint-x"),
    ("measure: ", "measure: not-"),
)
_BROKEN_CODE = "def cjm_lanes(:\n"


class Writer:
    """Changes files below `root`. `edit` says what it did."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = Random(f"{seed} writer")
        self._mistakes: list[tuple[Path, bytes]] = []
        self._numbers = iter(range(1, 10**9))
        self._deeds: tuple[tuple[int, Callable[[], str]], ...] = (
            (10, self._word),
            (6, self._title),
            (3, self._front_matter),
            (3, self._new_page),
            (3, self._rename),
            (1, self._rename_folder),
            (2, self._delete),
            (3, self._data),
            (2, self._plugin),
            (2, self._template),
            (2, self._style),
            (2, self._settings),
            (2, self._picture),
            (3, self._mistake),
            (1, self._touch),
            (1, self._commit),
            (1, self._checkout),
            (1, self._cache),
        )

    def edit(self) -> str:
        """Do something; what was wrong for a while is mended now and then."""
        if self._mistakes and self.chance.random() < 0.75:
            return self._mend()
        return self.chance.choices([deed for _, deed in self._deeds], [weight for weight, _ in self._deeds])[0]()

    # What there is

    def _pages(self, pattern: str = "**/*.md") -> list[Path]:
        return sorted((self.root / "content").glob(pattern))

    def _page(self) -> Path:
        return self.chance.choice(self._pages())

    def _plain_page(self) -> Path:
        """A page that nothing but links leads to."""
        return self.chance.choice([path for path in self._pages("section-*/*.md") if path.name != "index.md"])

    def _save(self, path: Path, text: str) -> str:
        how = self.chance.choice(saves.ALL)
        path.parent.mkdir(parents=True, exist_ok=True)
        how(path, text.encode("utf-8"))
        return f"{how.__name__} {self._name(path)}"

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _words(self) -> str:
        return words.plain(self.chance, 3)

    # What is done

    def _word(self) -> str:
        path = self._page()
        text = path.read_text(encoding="utf-8")
        # One sentence takes the place of another, so that the site does not grow for hours.
        changed = _SENTENCE.sub(f"Reference {self._words()}.", text, count=1)
        return f"word: {self._save(path, changed)}"

    def _title(self) -> str:
        path = self._page()
        text = path.read_text(encoding="utf-8")
        changed = _TITLE.sub(rf"\1: {self._words()}", text, count=1)
        return f"title: {self._save(path, changed)}"

    def _front_matter(self) -> str:
        path = self._plain_page()
        lines = ("draft: true", f"aliases: [old/{next(self._numbers)}.html]", "review_by: 2026-11-25", "owner: sales")
        line = self.chance.choice(lines)
        key = line.partition(":")[0]
        text = path.read_text(encoding="utf-8")
        if f"\n{key}: " in text:
            text = re.sub(rf"^{key}: .*\n", "", text, count=1, flags=re.MULTILINE)
        else:
            text = text.replace("---\n", f"---\n{line}\n", 1)
        return f"{key}: {self._save(path, text)}"

    def _new_page(self) -> str:
        number = next(self._numbers)
        folder = self.chance.choice(("section-001", f"new-{number}", "deep/er/folder"))
        path = self.root / "content" / folder / f"new-{number}.md"
        text = f"---\ntitle: New {number}\n---\n\nReference {self._words()}.\n"
        return f"new: {self._save(path, text)}"

    def _rename(self) -> str:
        path = self._plain_page()
        target = path.with_name(f"renamed-{next(self._numbers)}.md")
        path.rename(target)
        changed = self._lead(path.name, target.name)
        if self.chance.random() < 0.5:
            text = target.read_text(encoding="utf-8")
            old = path.relative_to(self.root / "content").with_suffix(".html").as_posix()
            if "\naliases:" not in text:
                target.write_text(text.replace("---\n", f"---\naliases: [{old}]\n", 1), encoding="utf-8")
        return f"renamed {self._name(path)} to {target.name}, {changed} links"

    def _rename_folder(self) -> str:
        folder = self.chance.choice(sorted((self.root / "content").glob("section-*")))
        target = folder.with_name(f"section-{900_000 + next(self._numbers)}")
        folder.rename(target)
        changed = self._lead(f"{folder.name}/", f"{target.name}/")
        return f"renamed folder {folder.name} to {target.name}, {changed} links"

    def _lead(self, old: str, new: str) -> int:
        changed = 0
        for path in self._pages():
            text = path.read_text(encoding="utf-8")
            if old in text:
                path.write_text(text.replace(old, new), encoding="utf-8")
                changed += 1
        return changed

    def _delete(self) -> str:
        path = self._plain_page()
        if len(self._pages("section-*/*.md")) < 20:
            return self._new_page()
        self._mistakes.append((path, path.read_bytes()))
        path.unlink()
        return f"deleted {self._name(path)}"

    def _data(self) -> str:
        path = self.chance.choice(sorted((self.root / "content/data").glob("*.csv")))
        lines = path.read_text(encoding="utf-8").splitlines()
        row = self.chance.randrange(1, len(lines))
        lines[row] = f"2026-10-{self.chance.randint(10, 31)},{self.chance.randint(0, 10)},3,4.5,web"
        text = "\n".join(lines) + "\n"
        return f"data: {self._save(path, text)}"

    def _plugin(self) -> str:
        return f"plugin: {self._save(self.root / ground.PLUGIN, ground.plugin(self._words()))}"

    def _template(self) -> str:
        return f"template: {self._save(self.root / ground.THEME, ground.template(self._words()))}"

    def _style(self) -> str:
        text = f"/* {self._words()} */\n"
        return f"style: {self._save(self.root / ground.STYLE, text)}"

    def _settings(self) -> str:
        path = self.root / "cjmsite.yaml"
        text = path.read_text(encoding="utf-8")
        switches = ("markdown: {html: true}\n", "rules: {touchpoint-unused: off}\n", "base_url: https://example.com/\n")
        chosen = self.chance.choice((None, *switches))
        if chosen is None:
            text = _TITLE.sub(f"title: {self._words()}", text, count=1)
        else:
            text = text.replace(chosen, "") if chosen in text else text + chosen
        return f"settings: {self._save(path, text)}"

    def _picture(self) -> str:
        page = self._plain_page()
        picture = page.with_name(f"drawing-{self.chance.randint(1, 4)}.svg")
        drawn = self._save(picture, f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{self._words()}</desc></svg>")
        text = page.read_text(encoding="utf-8")
        if picture.name not in text:
            self._save(page, f"{text.rstrip()}\n\n![drawing]({picture.name})\n")
        return f"picture: {drawn}"

    def _mistake(self) -> str:
        if self.chance.random() < 0.2:
            path, text = self.root / ground.PLUGIN, _BROKEN_CODE
        elif self.chance.random() < 0.1:
            path, text = self.root / "cjmsite.yaml", "title: [\n"
        else:
            path = self._page()
            old, new = self.chance.choice(_MISTAKES)
            text = path.read_text(encoding="utf-8").replace(old, new, 1)
        if any(path == wrong for wrong, _ in self._mistakes):
            return self._word()
        self._mistakes.append((path, path.read_bytes()))
        return f"mistake: {self._save(path, text)}"

    def _mend(self) -> str:
        path, content = self._mistakes.pop(self.chance.randrange(len(self._mistakes)))
        path.parent.mkdir(parents=True, exist_ok=True)
        self.chance.choice(saves.ALL)(path, content)
        return f"mended {self._name(path)}"

    def _touch(self) -> str:
        years = self.chance.choice((-9, 0, 9))
        for path in self._pages():
            moment = path.stat().st_mtime_ns + years * 365 * 86_400 * 10**9
            os.utime(path, ns=(moment, moment))
        return f"times of all pages by {years} years"

    def _commit(self) -> str:
        """What is committed is right, so that nothing wrong comes back that nobody would mend."""
        while self._mistakes:
            self._mend()
        ground.commit(self.root)
        return "commit"

    def _checkout(self) -> str:
        """What lies there is committed, and what lay there before the last commits comes back."""
        self._commit()
        last = ground.git(self.root, "rev-list", "--max-count=4", "HEAD").split()[-1]
        ground.git(self.root, "checkout", "-q", "-B", "main", last)
        return f"checkout of {last[:7]}"

    def _cache(self) -> str:
        cache = self.root / ".cjmsite-cache"
        kept = cache / "answers"
        if self.chance.random() < 0.5 or not kept.exists():
            shutil.rmtree(cache, ignore_errors=True)
            return "removed the cache"
        os.truncate(kept, self.chance.randrange(kept.stat().st_size))
        return "cut the cache short"
