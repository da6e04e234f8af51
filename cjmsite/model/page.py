"""A plain page: words, and links to what they are about."""

from __future__ import annotations

from pydantic import AliasChoices, Field

from cjmsite.model.common import Date, Document, Text


class Page(Document):
    """A page's front matter; without a title the first heading is the title."""

    model_config = Document.model_config | {
        "json_schema_extra": lambda schema: schema["properties"].update(weight=schema["properties"]["order"])
    }

    order: int = Field(
        default=0,
        validation_alias=AliasChoices("order", "weight"),
        description="Place in lists: small first, then by title; `weight` says the same",
    )
    description: Text | None = None
    section: Text | None = None
    date: Date | None = None
    toc: bool = Field(default=True, description="Whether the page shows its headings as a list")
