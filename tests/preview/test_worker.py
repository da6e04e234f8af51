"""The one thread: whatever a piece of work raises comes to whoever asked for it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from cjmsite.preview.worker import Ended, Worker
from cjmsite.query import Interrupted


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (KeyError, KeyError),
        (StopIteration, RuntimeError),
        (Interrupted, Interrupted),
        (KeyboardInterrupt, Ended),
        (asyncio.CancelledError, Ended),
    ],
)
def test_what_work_raises_is_told_and_the_next_work_is_done(
    raised: type[BaseException], told: type[BaseException]
) -> None:
    def fail() -> None:
        raise raised

    async def ask() -> int:
        worker = Worker()
        with pytest.raises(told):
            await asyncio.wait_for(worker.do(fail), 5)
        done = await worker.do(lambda: 7)
        worker.close()
        return done

    with ThreadPoolExecutor(1) as thread:  # a browser of other tests may have a loop in this one
        assert thread.submit(asyncio.run, ask()).result() == 7
