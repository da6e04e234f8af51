"""What the tests of the numbers share: a source or metric in a line, and the samples."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cjmsite_csv import FORMATS
from cjmsite_metrics.measures import MEASURES

from cjmsite.data.compute import compute
from cjmsite.data.container import InputFile
from cjmsite.data.format import Format
from cjmsite.data.reader import read_source
from cjmsite.data.result import MetricResult, Value
from cjmsite.data.table import Reading
from cjmsite.diagnostics import Diagnostic, Span
from cjmsite.model.metric import Metric
from cjmsite.model.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"
KNOWN = {format_.name: format_ for format_ in FORMATS}
MEASURE_BY_NAME = {measure.name: measure for measure in MEASURES}


def place(loc: Sequence[str | int]) -> Span:
    """A settings file in which every place has a line of its own: the path of the place is in the path of the span."""
    return Span("cjmsite.yaml:" + ".".join(map(str, loc)))


def read(content: str | bytes, fmt: Format | None = None, path: str = "data.csv", **spec: Any) -> Reading:
    """The reading of one file."""
    data = content.encode() if isinstance(content, str) else content
    source = Source.model_validate(spec)
    return read_source("s", source, [InputFile(path, data)], fmt or KNOWN[source.format], place)


def sample(name: str, fmt: Format | None = None, **spec: Any) -> Reading:
    """The reading of a real export."""
    return read((SAMPLES / name).read_bytes(), fmt, name, **spec)


def measure(reading: Reading, name: str | None, id_: str = "m", **fields: Any) -> MetricResult:
    """A metric over a reading; without `min_n` unless it is given."""
    metric = Metric.model_validate({"title": "T", "source": "s", "measure": name, "min_n": 0, **fields})
    return compute(id_, metric, reading, MEASURE_BY_NAME, place)


def value(reading: Reading, name: str, **fields: Any) -> Value:
    """The one value of a metric without a grain."""
    result = measure(reading, name, **fields)
    assert result.problems == (), result.problems
    (only,) = result.series
    return only


def numbers(values: Sequence[float]) -> Reading:
    """A reading with one column of numbers, `x`."""
    text = "x\n" + "".join(f"{value!r}\n" for value in values)
    return read(text, columns={"x": {"type": "number"}}, locale={"decimal": "."})


def column(reading: Reading, name: str) -> tuple[Any, ...]:
    """The values of a column."""
    found = reading.table.column(name)
    assert found is not None
    return found.values


def only(reading: Reading | MetricResult, code: str | None = None) -> Diagnostic:
    """The one finding."""
    found = [problem for problem in reading.problems if code is None or problem.code == code]
    assert len(found) == 1, reading.problems
    return found[0]


def codes(result: Reading | MetricResult) -> list[str]:
    """The codes of all findings."""
    return [problem.code for problem in result.problems]


def dropped(reading: Reading, file: int = 0) -> dict[str, int]:
    """Why rows of a file were left out, and how many."""
    return dict(reading.files[file].dropped)


def steps(work: Callable[[], object]) -> int:
    """How many functions are called for some work: what a clock would tell, but the same on every machine."""
    count = 0

    def tick(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def plain(text: str) -> str:
    """A text without its backquotes, for comparison."""
    return re.sub("`", "", text)
