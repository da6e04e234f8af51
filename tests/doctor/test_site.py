"""`cjmsite doctor` in sites whose folder, repository, disk or plugins are not as they should be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cjmsite.doctor import clock, disk
from tests.conftest import write_files
from tests.doctor.conftest import ask
from tests.hostile.test_history import git

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="no git")


def committed(root: Path) -> Path:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return root


def namespaces(*arguments: str) -> tuple[str, ...]:
    """`unshare` with these arguments, where this machine lets the tests have namespaces of their own."""
    command = ("unshare", *arguments)
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no namespaces for tests here")
    return command


def as_anybody() -> tuple[str, ...]:
    """What takes from root the right to write everywhere."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return ()
    rights = "-dac_override,-dac_read_search"
    command = ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")
    if shutil.which("setpriv") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("root may write everywhere, and there is no setpriv")
    return command


@needs_git
def test_a_site_in_a_whole_repository_has_nothing_to_mend(site: Path) -> None:
    committed(site)
    said = ask(site)
    assert said.problems() == [] and said.code == 0
    ((state, message),) = said.about("repository")
    assert state == "good" and "2026-03-04" in message
    assert said.about("cache") == [("good", "none yet")]
    assert "not built yet" in said.about("output")[0][1]


@needs_git
def test_a_shallow_clone_is_a_problem_with_a_remedy_for_each_ci(site: Path, tmp_path: Path) -> None:
    committed(site)
    write_files(site, {"content/index.md": "Home.\n"})
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "y")
    git(tmp_path, "clone", "-q", "--depth", "1", site.as_uri(), "clone")
    said = ask(tmp_path / "clone")
    assert said.code == 1
    (problem,) = said.problems()
    assert "this clone is shallow" in problem
    assert "git fetch --unshallow" in problem and "fetch-depth: 0" in problem and "GIT_DEPTH: 0" in problem
    git(tmp_path / "clone", "fetch", "-q", "--unshallow")
    assert ask(tmp_path / "clone").code == 0


@needs_git
def test_no_repository_and_no_commit_are_notes(site: Path) -> None:
    ((state, message),) = ask(site, env={"GIT_CEILING_DIRECTORIES": str(site.parent)}).about("repository")
    assert state == "note" and "is in none" in message
    git(site, "init", "-q")
    ((state, message),) = ask(site).about("repository")
    assert state == "note" and "no commit yet" in message


@needs_git
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_somebody_else_is_a_problem(site: Path) -> None:
    committed(site)
    for path in (site, site / ".git"):
        os.chown(path, 65534, 65534)
    (problem,) = ask(site, env={"GIT_CONFIG_GLOBAL": os.devnull}).problems()
    assert "belongs to somebody else" in problem and "safe.directory" in problem


@needs_git
def test_a_commit_of_the_future_is_a_problem(site: Path) -> None:
    git(site, "init", "-q")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "x", day="2037-01-01")
    (problem,) = ask(site).problems()
    assert "is of 2037-01-01, which is still to come" in problem


@needs_git
def test_names_that_differ_by_capitals_alone_are_a_problem(site: Path) -> None:
    committed(site)
    # Into git's list and not onto the disk, which may be one that cannot hold both.
    blob = git(site, "hash-object", "-w", "content/personas/nora.md")
    git(site, "update-index", "--add", "--cacheinfo", f"100644,{blob},content/personas/Nora.md")
    (problem,) = ask(site).problems()
    assert "`content/personas/Nora.md` and `content/personas/nora.md`" in problem
    assert "git mv" in problem


@needs_git
def test_a_cache_is_measured_and_kept_out_of_git(site: Path) -> None:
    committed(site)
    write_files(site, {".cjmsite-cache/a": b"x" * 3 * 2**20, ".cjmsite-cache/b/c": b"x"})
    ((state, message),) = ask(site).about("cache")
    assert state == "note" and "holds 3.0 MB in 2 files, and git would take it in" in message
    write_files(site, {".gitignore": "/.cjmsite-cache/\n"})
    assert ask(site).about("cache") == [("good", "`.cjmsite-cache` holds 3.0 MB in 2 files")]


def test_a_cache_on_a_full_disk_of_its_own_is_a_problem(site: Path) -> None:
    script = 'mkdir "$0/.cjmsite-cache" && mount -t tmpfs -o size=1m none "$0/.cjmsite-cache" && cd "$0" && exec "$@"'
    said = ask(site, within=(*namespaces("--mount"), "sh", "-c", script, str(site)))
    assert any("nearly full: 1 MB free. What does not fit is not remembered" in problem for problem in said.problems())


def test_a_cache_that_is_a_link_is_a_problem(site: Path) -> None:
    write_files(site, {"elsewhere/x": "x"})
    (site / ".cjmsite-cache").symlink_to("elsewhere")
    (problem,) = ask(site).problems()
    assert "`.cjmsite-cache` is a link" in problem and "put a folder in the place of" in problem


def test_a_cache_that_is_no_folder_is_a_problem(site: Path) -> None:
    write_files(site, {".cjmsite-cache": "x"})
    (problem,) = ask(site).problems()
    assert "`.cjmsite-cache` is no folder" in problem


def test_an_output_folder_that_is_not_ours_is_a_problem(site: Path) -> None:
    write_files(site, {"site/holiday.jpg": b"x"})
    said = ask(site)
    assert said.code == 1
    assert "holds files that cjmsite did not write" in said.problems()[0]


def test_after_a_build_the_output_is_told_with_its_files_and_the_room_left(site: Path) -> None:
    subprocess.run([sys.executable, "-m", "cjmsite", "build", "--quiet"], cwd=site, check=True)
    ((state, message),) = ask(site).about("output")
    count = sum(1 for path in (site / "site").rglob("*") if path.is_file() and not path.name.startswith(".cjmsite"))
    assert state == "good" and f"{count} files of the last build" in message
    assert "GB free" in message


def test_a_read_only_disk_is_a_problem(site: Path) -> None:
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
    said = ask(site, within=(*namespaces("--mount"), "sh", "-c", script, str(site)))
    assert said.code == 1
    assert any("cannot be written to: Read-only file system" in problem for problem in said.problems())


def test_a_folder_without_the_right_to_write_is_a_problem(site: Path) -> None:
    (site / "site").mkdir()
    (site / "site").chmod(0o555)
    assert "cannot be written to: Permission denied" in ask(site, within=as_anybody()).problems()[0]


def test_a_disk_that_is_nearly_full_is_a_problem(site: Path) -> None:
    script = 'mkdir "$0/site" && mount -t tmpfs -o size=8m none "$0/site" && cd "$0" && exec "$@"'
    said = ask(site, within=(*namespaces("--mount"), "sh", "-c", script, str(site)))
    assert said.code == 1
    assert "is nearly full: 8 MB free" in said.problems()[0]


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_too_few_file_watches_are_a_problem_with_two_remedies(site: Path) -> None:
    script = 'echo 2 > /proc/sys/user/max_inotify_watches && exec "$@"'
    said = ask(site, within=(*namespaces("--user", "--map-root-user"), "sh", "-c", script, "sh"))
    assert said.code == 1
    (problem,) = [problem for problem in said.problems() if problem.startswith("file watches")]
    assert "but 2 are all there are" in problem
    assert "sysctl fs.inotify.max_user_watches" in problem and "cjmsite serve --poll" in problem


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_the_watches_that_the_site_needs_are_its_folders(site: Path) -> None:
    before = ask(site).about("file watches")[0][1]
    assert before.startswith("the preview needs 4 of "), "content and three folders in it"
    (site / "content" / "journeys" / "deep" / "er").mkdir(parents=True)
    assert ask(site).about("file watches")[0][1].startswith("the preview needs 6 of ")


def test_a_plugin_that_fails_or_claims_a_name_twice_is_a_problem(site: Path) -> None:
    measure = """
        from cjmsite.api import Export, hookimpl

        @hookimpl
        def cjm_exports(config):
            return (Export("list", "A list", lambda site: {}),)
        """
    settings = "title: Acme\nplugins: [csv, ./plugins/a.py, ./plugins/b.py, ./plugins/c.py]\n"
    write_files(
        site, {"cjmsite.yaml": settings, "plugins/a.py": measure, "plugins/b.py": measure, "plugins/c.py": "1 / 0\n"}
    )
    said = ask(site)
    assert said.code == 1
    clash, failed = said.problems()
    assert "both declare the export `list`" in clash and "cjmsite.yaml, line 2" in clash
    assert "`./plugins/c.py` failed while it was imported: ZeroDivisionError" in failed


def test_a_part_of_cjmsite_that_fails_cannot_be_left_out(site: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {"broken/cjmsite_metrics/__init__.py": "raise ImportError('half of it is gone')\n"})
    problems = ask(site, env={"PYTHONPATH": str(tmp_path / "broken")}).problems()
    assert "`metrics` failed while it was imported: ImportError: half of it is gone" in problems[0]
    assert problems[0].endswith("> install cjmsite again: this plugin is a part of it")


def test_no_local_code_runs_nothing_of_the_site(site: Path) -> None:
    write_files(
        site,
        {
            "cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/a.py]\n",
            "plugins/a.py": "import pathlib\npathlib.Path('ran').touch()\n",
        },
    )
    ask(site, "--no-local-code")
    assert not (site / "ran").exists()


def test_settings_that_are_wrong_are_a_problem_and_stop_nothing(site: Path) -> None:
    write_files(site, {"cjmsite.yaml": "titel: Acme\n"})
    said = ask(site)
    assert said.code == 1
    assert said.about("settings")[0][0] == "problem"
    assert said.about("disk") != []


def test_files_of_the_future_are_told_of(site: Path) -> None:
    later = time.time() + 40 * 86_400
    for name in ("nora.md", "tom.md"):
        write_files(site, {f"content/personas/{name}": "---\nname: N\n---\n"})
        os.utime(site / "content" / "personas" / name, (later, later))
    told = [message for state, message in ask(site).about("clock") if state == "note"]
    assert len(told) == 1
    assert "and 1 more will only be changed on" in told[0]
    assert clock.files(site, ("content",), later) == []


def test_a_site_is_found_from_a_folder_below_and_by_its_name(site: Path, tmp_path: Path) -> None:
    assert ask(site / "content" / "personas").about("output") != []
    assert ask(tmp_path, "site-source").about("output") != []


def test_a_disk_that_does_not_tell_capitals_apart_is_told_of(site: Path) -> None:
    if disk.ignores_case(site):
        pytest.skip("this disk is one")
    # A second name of the same file is what such a disk shows to whoever asks.
    os.link(site / "cjmsite.yaml", site / "CJMSITE.YAML")
    ((state, message),) = ask(site).about("disk")
    assert state == "note" and "`Nora.md` and `nora.md` are one file here" in message


MOUNTS = """\
22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:40 / /home/nora rw,relatime shared:20 - nfs4 files:/home rw
41 22 0:41 / /mnt/team\\040share rw - cifs //files/team rw
42 40 0:42 / /home/nora/quick rw master:3 propagate_from:2 - tmpfs none rw
43 22 0:43 / /home/nora rw - ext4 /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "remote"),
    [
        ("/srv/wiki", "ext4", False),
        ("/mnt/team share/wiki", "cifs", True),
        ("/mnt/team", "ext4", False),
        ("/home/nora/quick/wiki", "tmpfs", False),
        ("/home/nora/wiki", "ext4", False),
        ("/home/noras", "ext4", False),
    ],
)
def test_the_disk_of_a_path_is_the_nearest_mount(tmp_path: Path, path: str, kind: str, remote: bool) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS, encoding="utf-8")
    mount = disk.mount_of(Path(path), table)
    assert mount is not None
    assert (mount.kind, mount.remote) == (kind, remote)


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "smb3", "9p", "fuse.sshfs", "fuse", "vboxsf", "drvfs"])
def test_shared_disks_are_known(kind: str) -> None:
    assert disk.Mount(Path("/x"), kind).remote


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "xfs", "overlay", "tmpfs", "apfs", "fuseblk"])
def test_disks_of_this_machine_are_known(kind: str) -> None:
    assert not disk.Mount(Path("/x"), kind).remote


def test_no_list_of_mounts_is_no_reason_to_stop(tmp_path: Path) -> None:
    assert disk.mount_of(tmp_path, tmp_path / "none") is None
