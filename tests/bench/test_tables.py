"""The tables of the benchmarks: medians, ratios, what is left out and why, and their place in the guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import machine, table
from bench.__main__ import main
from bench.builds import Built
from bench.deeds import Deeds
from bench.preview import Previewed
from bench.results import Part, Results, Subject, load, percentile, ratio, save


def some_results() -> Results:
    results = Results("2 cores of a test")
    results.subjects = {
        "hugo": Subject("hugo", "0.1", Deeds(False, False, False, True)),
        "cjmsite": Subject("cjmsite", "0.2 (abc)", Deeds(True, True, True, True)),
        "eleventy": Subject("eleventy", failed="`npm` cannot be run: No such file or directory"),
    }
    hugo = Built("hugo", {"cold": [1.0, 2.0, 9.0], "same": [4.0], "page": [2.0, 2.0]}, 100 * 2**20)
    ours = Built("cjmsite", {"cold": [3.0, 1.0, 1.0], "same": [1.0], "page": [0.5, 0.5], "figure": [1.0]}, 50 * 2**20)
    results.put(Part("pages", 1000, "2026-11-21", 0.5, 3, [hugo, ours, Built("mkdocs", failed="exit code 1: no")]))
    results.put(
        Part(
            "preview",
            1000,
            "2026-11-21",
            0.5,
            3,
            previews=[
                Previewed("hugo", 2.0, 1.0, [400.0, 500.0, 300.0]),
                Previewed("cjmsite", 1.0, 0.2, [20.0, 30.0, 25.0]),
            ],
        )
    )
    results.put(Part("journeys", 10, "2026-11-22", 0.5, 3, [Built("cjmsite", {"cold": [7.0]}, 2**30)]))
    return results


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def row(text: str, heading: str, first: str) -> list[str]:
    """The cells of a row of the table below a heading."""
    part = text.split(f"### {heading}", 1)[1].split("###", 1)[0]
    return next(cells(line) for line in part.splitlines() if line.startswith(f"| {first}"))


def test_a_ratio_is_that_of_the_medians() -> None:
    assert ratio([1.0, 2.0, 30.0], [4.0, 1.0, 1000.0]) == 0.5
    assert ratio([1.0, 3.0], [4.0]) == 0.5
    assert ratio([], [1.0]) is None
    assert ratio([1.0], []) is None


def test_a_percentile_lies_between_two_values_by_proportion() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([0.0, 10.0], 0.95) == pytest.approx(9.5)
    assert percentile([5.0], 0.95) == 5.0


def test_builds_are_told_with_their_median_and_in_medians_of_hugo() -> None:
    text = table.render(some_results())
    assert row(text, "Builds of 1,000 pages", "Hugo") == [
        "Hugo", "2.00 s", "4.00 s, once", "2.00 s", "", "100 MiB",
    ]  # fmt: skip
    assert row(text, "Builds of 1,000 pages", "cjmsite") == [
        "cjmsite", "1.00 s (0.50)", "1.00 s, once (0.25)", "0.50 s (0.25)", "1.00 s (0.50)", "50 MiB",
    ]  # fmt: skip
    assert "MkDocs is left out: exit code 1: no." in text


def test_the_fastest_stands_first() -> None:
    text = table.render(some_results())
    assert text.index("| cjmsite | 1.00 s") < text.index("| Hugo | 2.00 s")


def test_previews_are_told_with_both_starts_and_the_slowest_edits() -> None:
    text = table.render(some_results())
    assert row(text, "Previews of 1,000 pages", "Hugo") == ["Hugo", "2.00 s", "1.00 s", "400 ms", "490 ms"]
    assert row(text, "Previews of 1,000 pages", "cjmsite") == [
        "cjmsite", "1.00 s (0.50)", "0.20 s (0.20)", "25 ms (0.06)", "30 ms (0.06)",
    ]  # fmt: skip


def test_without_hugo_there_are_times_and_no_ratios() -> None:
    results = some_results()
    results.parts[0].builds = [built for built in results.parts[0].builds if built.tool == "cjmsite"]
    results.parts[1].previews = [shown for shown in results.parts[1].previews if shown.tool == "cjmsite"]
    text = table.render(results)
    assert row(text, "Builds of 1,000 pages", "cjmsite")[1] == "1.00 s"
    assert row(text, "Previews of 1,000 pages", "cjmsite")[3] == "25 ms"


def test_what_each_did_and_who_is_missing_stands_below() -> None:
    text = table.render(some_results())
    assert row(text, "What each of them did", "cjmsite")[1:5] == ["0.2 (abc)", "yes", "pages and places", "coloured"]
    assert row(text, "What each of them did", "Hugo")[1:5] == ["0.1", "no", "not checked", "coloured"]
    assert "Eleventy is left out: `npm` cannot be run: No such file or directory." in text
    assert "Zensical was not measured." in text
    assert "2 cores of a test" in text
    assert "2026-11-21 and 2026-11-22" in text


def test_other_work_on_the_machine_is_told_where_it_was() -> None:
    results = some_results()
    assert "other work" not in table.render(results)
    results.parts[1].load = 6.42
    text = table.render(results)
    assert text.count("other work on the machine, load 6.4") == 1
    assert "other work" in text.split("### Previews")[1].split("|")[0]


def test_a_newer_part_takes_the_place_of_the_same_size_only() -> None:
    results = some_results()
    results.put(Part("pages", 1000, "2026-11-23", 0.5, 1))
    results.put(Part("pages", 5000, "2026-11-23", 0.5, 1))
    assert [(part.what, part.count) for part in results.parts] == [
        ("pages", 1000), ("pages", 5000), ("preview", 1000), ("journeys", 10),
    ]  # fmt: skip
    assert results.parts[0].builds == []


def test_results_survive_their_file_and_not_another_machine(tmp_path: Path) -> None:
    results = some_results()
    path = tmp_path / "results.json"
    save(results, path)
    assert load(path, results.machine) == results
    assert load(path, "another machine") == Results("another machine")
    assert load(tmp_path / "none.json", "m") == Results("m")


def test_the_tables_take_the_place_between_the_marks_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text(f"# Speed\n\n{table.BEGIN}\nold\n{table.END}\n\nThe rest.\n", encoding="utf-8")
    table.write(some_results(), page)
    once = page.read_text(encoding="utf-8")
    assert once.startswith(f"# Speed\n\n{table.BEGIN}\n")
    assert once.endswith(f"{table.END}\n\nThe rest.\n")
    assert "old" not in once and "### Builds of 1,000 pages" in once
    table.write(some_results(), page)
    assert page.read_text(encoding="utf-8") == once


def test_a_page_without_the_marks_is_left_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("# Speed\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place for the figures"):
        table.write(some_results(), page)
    assert page.read_text(encoding="utf-8") == "# Speed\n"


def test_the_page_of_the_guide_has_the_marks() -> None:
    text = table.PAGE.read_text(encoding="utf-8")
    assert text.index(table.BEGIN) < text.index(table.END)


def test_the_scratch_folder_may_not_lie_in_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = Path(__file__).parents[2]
    assert main(["--scratch", str(project / "scratch")]) == 2
    assert "choose one outside" in capsys.readouterr().err
    assert not (project / "scratch").exists()


def test_with_nothing_to_measure_the_earlier_tables_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = some_results()
    results.machine = machine.describe()
    save(results, tmp_path / "results.json")
    assert main(["--scratch", str(tmp_path), "--pages", "0", "--preview", "0", "--journeys", "0"]) == 0
    assert table.render(results) in capsys.readouterr().out
    assert not (tmp_path / "tools").exists()


def test_an_unknown_tool_is_told_with_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--tools", "hogu"])
    assert "no tool hogu; known: hugo" in capsys.readouterr().err
