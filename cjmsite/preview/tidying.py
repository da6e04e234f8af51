"""Forgetting, while nothing happens, what nobody will ask for any more: all about files that were renamed or deleted,
and about addresses that lead nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable

from cjmsite.preview.checks import STEP, Checks
from cjmsite.preview.desk import Desk
from cjmsite.preview.living import Living
from cjmsite.query import Memo
from cjmsite.render import results


def tidy(living: Living, desk: Desk, checks: Checks, opened: Iterable[str]) -> Generator[None, None, None]:
    """Ask once more, step by step, what the look for mistakes and the pages that are `opened` in tabs ask after each
    change. What they need stays; anything else is worked out again should somebody ask for it.
    """
    from cjmsite.pipeline import configuration

    db = living.db
    revision = db.revision
    if results.is_held(db) or configuration.configuration(db).wrong:
        return  # too little would be asked for: all else is wanted again when that is mended
    desk.forget_gone()
    asked: set[Memo] = set()
    db.asked = asked
    try:
        for _ in checks.run(desk.opened):
            yield
        for url in opened:
            if (page := desk.answer(url).page) is not None:
                desk.stamps(page.assets)
            yield
        if db.revision != revision:
            return  # something else may be asked for now
        until = time.perf_counter() + STEP
        for _ in db.sweep(asked):
            if time.perf_counter() > until:
                yield
                until = time.perf_counter() + STEP
            if db.revision != revision:
                return
    finally:
        db.asked = None
