"""`cjmsite check`: what it finds, for whom, and its exit codes."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

UNUSED = {"content/touchpoints/chat.md": "---\ntitle: Chat\nchannel: chat\nowner: CX\n---\n"}
BROKEN = {
    "content/journeys/two.md": """
        ---
        title: Two
        goal: I
        stages: [{title: A, steps: [{title: B, touchpoint: lettre}]}]
        ---
        """
}


def test_a_clean_site_has_nothing_to_mend(run: Run, site) -> None:
    root = site()
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "Nothing to mend.\n")
    assert not (root / "site").exists()


def test_notes_never_fail_a_check(run: Run, site) -> None:
    site({"content/personas/nora.md": "---\nname: Nora\n---\n"})
    result = run("check")
    assert result.exit_code == 0
    assert "content/personas/nora.md:2:7: info[owner-missing]" in result.stdout


def test_the_mildest_failing_finding_can_be_chosen(run: Run, site) -> None:
    site(UNUSED)
    assert run("check").exit_code == 1
    assert run("check", "--fail-on", "error").exit_code == 0
    site(BROKEN)
    assert run("check", "--fail-on", "error").exit_code == 1


def test_a_finding_shows_its_line_and_the_nearest_right_answer(run: Run, site) -> None:
    site(BROKEN)
    shown = run("check").stdout
    line = "     4 | stages: [{title: A, steps: [{title: B, touchpoint: lettre}]}]\n"
    mark = f"       | {' ' * 51}^^^^^^\n"
    assert "content/journeys/two.md:4:52: error[broken-ref] there is no touchpoint `lettre`\n" + line + mark in shown
    assert "hint: did you mean `letter`?" in shown


def test_wrong_settings_are_reported_in_every_format_and_exit_with_two(run: Run, site) -> None:
    site({"cjmsite.yaml": "title: Acme\nlanes: {a: b}\n"})
    for format_ in ("text", "json", "github", "gitlab", "sarif", "junit"):
        result = run("check", "--format", format_)
        assert result.exit_code == 2, format_
        assert "cjmsite.yaml" in result.stdout


def test_a_report_goes_to_a_file_and_the_terminal_says_where(run: Run, site) -> None:
    root = site(UNUSED)
    result = run("check", "--format", "json", "--output", "reports/findings.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("Wrote reports/findings.json\n")
    assert "content/touchpoints/chat.md:2:8: warning[touchpoint-unused]" in result.stderr, "the log is read by people"
    assert json.loads((root / "reports" / "findings.json").read_text("utf-8"))["counts"]["warning"] == 1


def test_a_text_report_in_a_file_has_no_colours(run: Run, site) -> None:
    root = site(UNUSED)
    run("check", "--color", "--output", "findings.txt")
    text = (root / "findings.txt").read_text("utf-8")
    assert "touchpoint-unused" in text
    assert "\x1b" not in text


def test_a_report_that_cannot_be_written_is_said(run: Run, site) -> None:
    root = site()
    (root / "taken").mkdir()
    assert run("check", "--output", "taken").exit_code == 2
    (root / "file").write_text("")
    result = run("check", "--output", "file/report.txt")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


@pytest.mark.parametrize("format_", ["json", "gitlab", "sarif"])
def test_a_format_for_programs_is_all_that_is_printed(run: Run, site, format_: str) -> None:
    site(BROKEN)
    result = run("check", "--format", format_)
    json.loads(result.stdout)
    assert result.stderr == ""


def test_colour_only_where_it_is_wanted(run: Run, site, monkeypatch: pytest.MonkeyPatch) -> None:
    site(UNUSED)
    assert "\x1b[" not in run("check").stdout
    assert "\x1b[" in run("check", "--color").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("check").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("check").stdout


def test_paths_are_as_seen_from_the_current_folder(run: Run, site, monkeypatch: pytest.MonkeyPatch) -> None:
    root = site(UNUSED)
    monkeypatch.chdir(root / "content" / "personas")
    assert "\n../touchpoints/chat.md:" in "\n" + run("check").stdout
    monkeypatch.chdir(root.parent)
    assert f"{root.name}/content/touchpoints/chat.md:" in run("check", root.name).stdout


def test_ci_services_get_paths_from_the_repository(run: Run, folder, site, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cli.conftest import SITE
    from tests.conftest import write_files

    (folder / ".git").mkdir()
    write_files(folder / "wiki", {**SITE, **UNUSED})
    assert "file=wiki/content/touchpoints/chat.md" in run("check", "wiki", "--format", "github").stdout
    monkeypatch.chdir(folder / "wiki" / "content")
    assert "file=wiki/content/touchpoints/chat.md" in run("check", "--format", "github").stdout


def test_rows_of_data_are_never_shown(run: Run, site) -> None:
    site(
        {
            "cjmsite.yaml": """
                title: Acme
                sources:
                  survey:
                    file: content/data/answers.html
                    columns: {score: {type: integer}}
                """,
            "content/data/answers.html": "score,name\nnine,Alma Secretname\n9,Bo Otherperson\n",
        }
    )
    for format_ in ("text", "json", "sarif", "junit", "gitlab", "github"):
        shown = run("check", "--format", format_).stdout
        assert "answers.html" in shown
        assert "Secretname" not in shown
        assert "Otherperson" not in shown
