"""The settings of a site: cjmsite.yaml."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from cjmsite.model.common import LISTED, Language, Model, Name, Text, Texts
from cjmsite.model.shape import WORD, Reads, exactly
from cjmsite.model.source import Source
from cjmsite.model.webaddress import BaseUrl, SiteAddress, SiteFolder


class Markdown(Model):
    """How Markdown is read."""

    html: bool = Field(default=False, description="Allow raw HTML; it is sanitised")


class PluginEntry(Model):
    """A plugin in use and its options."""

    name: Name
    options: dict[str, Any] = {}

    @property
    def local(self) -> bool:
        """Whether it is a file of this site and not an installed package."""
        return self.name.endswith(".py")


def _plugin(value: object) -> object:
    if isinstance(value, str):
        return {"name": value}
    if isinstance(value, dict) and len(value) == 1:
        ((name, options),) = value.items()
        return {"name": name, "options": options or {}}
    raise PydanticCustomError("bad_plugin", "a plugin is a name, or one name with its options: `- acme: {limit: 3}`")


_PLUGIN = Reads(
    _plugin,
    exactly(
        {
            "anyOf": [
                WORD,
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {"type": ["object", "null"]},
                },
            ]
        }
    ),
)


class Settings(Model):
    """cjmsite.yaml. Everything has a default but the title."""

    # Defaults that are right are constructed: to validate them, every run would build what validates.

    title: Name
    tagline: Text | None = Field(default=None, description="Stands beside the title, in a quieter tone")
    description: Text | None = None
    lang: Language = "en"
    theme: Name = "atlas"
    base_url: BaseUrl | None = Field(default=None, description="Public address: sitemap, 404 page, search engines")
    content: SiteFolder = Field(default="content", description="The folder of the pages")
    out: SiteFolder = Field(default="site", description="The folder that is written; `--out` may name any other")
    plugins: Annotated[tuple[Annotated[PluginEntry, _PLUGIN], ...], LISTED] = (PluginEntry.model_construct(name="csv"),)
    sources: dict[str, Source] = {}
    lanes: Texts = Field(default=(), description="Which lanes a journey map shows, in this order")
    edit_link: SiteAddress | None = Field(
        default=None,
        description="Pattern of the edit page, like https://git.example.com/wiki/edit/main/{path}",
    )
    editor: Literal["vscode", "cursor", "idea", "sublime", "none"] = Field(
        default="vscode", description="Where the preview opens a file that has a mistake"
    )
    markdown: Markdown = Markdown.model_construct()
    rules: dict[str, Literal["off", "info", "warning", "error"]] = Field(
        default={}, description="How bad each finding is: code -> severity"
    )
    gates: Annotated[tuple[Literal["target", "regression", "stale", "small-n"], ...], LISTED] = Field(
        default=(), description="What about a metric's newest value makes a check fail"
    )
    extra: dict[str, Any] = {}
