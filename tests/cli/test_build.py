"""`cjmsite build`: what it writes, what it says, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjmsite.cache.memory import FOLDER
from tests.cli.conftest import Run


def test_a_site_is_built_and_the_way_to_open_it_is_told(run: Run, site) -> None:
    root = site()
    result = run("build")
    assert result.exit_code == 0, result.output
    assert (root / "site" / "journeys" / "switching.html").is_file()
    assert result.stdout.startswith("Built ")
    assert (root / "site" / "index.html").resolve().as_uri() in result.stdout
    assert result.stderr == ""


def test_the_output_folder_is_relative_to_the_current_folder(run: Run, site, monkeypatch: pytest.MonkeyPatch) -> None:
    root = site()
    monkeypatch.chdir(root / "content")
    assert run("build", "--out", "../made").exit_code == 0
    assert (root / "made" / "index.html").is_file()
    assert not (root / "content" / "site").exists()


def test_the_settings_name_the_output_folder_relative_to_the_site(run: Run, site, monkeypatch) -> None:
    root = site({"cjmsite.yaml": "title: Acme\nout: public\n"})
    monkeypatch.chdir(root / "content" / "journeys")
    assert run("build").exit_code == 0
    assert (root / "public" / "index.html").is_file()


def test_an_error_writes_nothing_and_keeps_the_old_site(run: Run, site) -> None:
    root = site()
    assert run("build").exit_code == 0
    before = (root / "site" / "journeys" / "switching.html").read_bytes()
    site({"content/personas/tom.md": "---\nnam: Tom\n---\n"})
    result = run("build")
    assert result.exit_code == 1
    assert "content/personas/tom.md:2:1: error[unknown-key]" in result.stderr
    assert "Nothing was written" in result.stderr
    assert result.stdout == ""
    assert (root / "site" / "journeys" / "switching.html").read_bytes() == before


def test_a_warning_stops_only_a_strict_build(run: Run, site) -> None:
    site({"content/touchpoints/chat.md": "---\ntitle: Chat\nchannel: chat\nowner: CX\n---\n"})
    mild = run("build")
    assert mild.exit_code == 0
    assert "warning[touchpoint-unused]" in mild.stderr
    assert "1 warning" in mild.stdout
    assert run("build", "--strict").exit_code == 1


def test_notes_are_told_only_to_those_who_ask(run: Run, site) -> None:
    site({"content/personas/nora.md": "---\nname: Nora\n---\n"})
    assert "owner-missing" not in run("build").stderr
    assert "info[owner-missing]" in run("build", "-v").stderr


def test_quiet_says_only_what_is_wrong(run: Run, site) -> None:
    site()
    result = run("build", "-q")
    assert (result.exit_code, result.output) == (0, "")


def test_drafts_are_published_on_demand(run: Run, site) -> None:
    root = site({"content/next.md": "---\ntitle: Next year\ndraft: true\n---\n"})
    run("build")
    assert not (root / "site" / "next.html").exists()
    assert run("build", "--drafts").exit_code == 0
    assert (root / "site" / "next.html").is_file()


def test_the_public_address_gives_a_sitemap(run: Run, site) -> None:
    root = site()
    assert run("build", "--base-url", "https://wiki.example.com/cx").exit_code == 0
    assert "https://wiki.example.com/cx/journeys/switching.html" in (root / "site" / "sitemap.xml").read_text()
    for wrong in (
        "wiki.example.com",
        "https://",
        "https://x y/",
        "https://x//y",
        "https://x/?a=1",
        "https://x#b",
        "https://[/",
    ):
        assert run("build", "--base-url", wrong).exit_code == 2, wrong


def test_a_folder_with_other_files_is_refused_until_forced(run: Run, site) -> None:
    root = site()
    (root / "public").mkdir()
    (root / "public" / "letter.doc").write_text("mine")
    result = run("build", "--out", "public")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert run("build", "--out", "public", "--force").exit_code == 0
    assert (root / "public" / "letter.doc").read_text() == "mine"


def test_wrong_settings_are_a_matter_of_settings(run: Run, site) -> None:
    root = site({"cjmsite.yaml": "titel: Acme\n"})
    result = run("build")
    assert result.exit_code == 2
    assert "cjmsite.yaml:1:1: error[unknown-key]" in result.stderr
    assert "did you mean `title`?" in result.stderr
    assert not (root / "site").exists()


def test_local_code_does_not_run_when_it_is_not_wanted(run: Run, site) -> None:
    root = site(
        {
            "cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/mine.py]\n",
            "plugins/mine.py": 'from pathlib import Path\nPath("ran").write_text("")\n',
        }
    )
    assert run("build", "--no-local-code").exit_code == 0
    assert not (root / "ran").exists()
    assert run("build").exit_code == 0
    assert (root / "ran").exists()


def test_the_day_is_that_of_source_date_epoch(run: Run, site, monkeypatch: pytest.MonkeyPatch) -> None:
    site({"content/personas/nora.md": "---\nname: Nora\nowner: CX\nreview_by: 2026-11-21\n---\n"})
    assert "review-overdue" not in run("build").stderr
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1795219200 + 86400))
    assert "the review was due on 2026-11-21, 1 day ago" in run("build").stderr


@pytest.mark.parametrize("wrong", ["yesterday", "1e99", "99999999999999999999", "1.5"])
def test_a_wrong_day_is_a_matter_of_usage(run: Run, site, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    site()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
    result = run("build")
    assert result.exit_code == 2
    assert f"SOURCE_DATE_EPOCH is `{wrong}`" in result.stderr


def test_a_file_changed_by_hand_stays_and_is_named(run: Run, site) -> None:
    root = site({"content/old.md": "---\ntitle: Old\n---\n"})
    run("build")
    (root / "site" / "old.html").write_text("changed by hand")
    (root / "content" / "old.md").unlink()
    result = run("build")
    assert "old.html was changed by hand" in result.stdout
    assert Path(root / "site" / "old.html").read_text() == "changed by hand"


@pytest.mark.parametrize(("what", "words"), [("file", "File exists"), ("link", "it is a link")])
def test_a_cache_that_cannot_be_kept_is_told(run: Run, site, what: str, words: str) -> None:
    root = site({"elsewhere/x": "x"})
    if what == "file":
        (root / FOLDER).write_text("in the way")
    else:
        (root / FOLDER).symlink_to("elsewhere")
    told = f"The next build starts afresh: `{FOLDER}` cannot be written ({words}); see `cjmsite doctor`"
    result = run("build")
    assert result.exit_code == 0 and told in result.stdout
    assert run("build", "-q").output == ""
    (root / FOLDER).unlink()
    assert "afresh" not in run("build").output
