"""The files with which a host checks every change of a site, and publishes it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from cjmsite.scaffold.starters import NewFile, filled, read

SOMEWHERE = "git.example.com/your/cjmsite"
"""What stands where nobody but the reader can know an address."""

_ADDRESS = re.compile(r"https://(?:[^/@\s]*@)?([A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/%-]+)")
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_FOLDER = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


class Host(Struct, frozen=True):
    """A host: its files as (template, path from the root of the repository), and what is left to do by hand.

    A path that begins with `{folder}` lies in the site's own folder.
    """

    files: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


HOSTS: Mapping[str, Host] = {
    "github": Host(
        (("github.yml", ".github/workflows/site.yml"),),
        (
            "On GitHub, under Settings, Pages, choose `GitHub Actions` as the source.",
            "Commit and push: pull requests are checked, and what lands on `main` is published.",
        ),
    ),
    "gitlab": Host(
        (("gitlab.yml", ".gitlab-ci.yml"),),
        (
            "Commit and push: merge requests are checked, and the default branch is published.",
            "On GitLab, under Settings, General, Visibility, choose who may see the Pages.",
        ),
    ),
    "azure": Host(
        (("azure.yml", "azure-pipelines.yml"), ("staticwebapp.config.json", "{folder}staticwebapp.config.json")),
        (
            "In Azure, make a Static Web App with the source `Other`, and copy its deployment token.",
            "In Azure DevOps, make a pipeline of `azure-pipelines.yml`, with the token as its secret variable "
            "`deployment_token`.",
            "Commit and push: what lands on `main` is published.",
            "To check pull requests of Azure Repos, add the pipeline to the branch policies of `main`.",
        ),
    ),
}


class NotPossible(ValueError):
    """A folder whose name cannot stand in such files."""


def ci_files(host: str, folder: str, source: str) -> tuple[NewFile, ...]:
    """The files for a host. `folder` is where the site lies in its repository, "" at the top. Raises NotPossible."""
    if folder and not _FOLDER.fullmatch(folder):
        raise NotPossible(folder)
    values = {"source": source, "folder": f"{folder}/" if folder else "", "at": f" {folder}" if folder else ""}
    return tuple(
        NewFile(filled(path, values), filled(read(f"ci/{template}"), values)) for template, path in HOSTS[host].files
    )


def source_of(direct_url: str | None) -> str:
    """What `pip install` installs to have the cjmsite that runs now, from how it was installed (PEP 610).

    Only a public address can be known; without one the reader fills it in. Names and passwords in it are left out.
    """
    try:
        known = json.loads(direct_url or "{}")
        commit = known["vcs_info"]["commit_id"]
        found = _ADDRESS.fullmatch(known["url"])
    except (ValueError, KeyError, TypeError):
        found = None
    if found is None or not _COMMIT.fullmatch(commit):
        return f"cjmsite @ git+https://{SOMEWHERE}"
    return f"cjmsite @ git+https://{found[1]}@{commit}"


def steps(host: str, files: tuple[NewFile, ...]) -> tuple[str, ...]:
    """What is left to do by hand, in order."""
    first = next((file.path for file in files if SOMEWHERE in file.text), None)
    named = f"In `{first}`, put the address of the repository that holds your cjmsite in place of `{SOMEWHERE}`."
    return (*((named,) if first else ()), *HOSTS[host].steps)
