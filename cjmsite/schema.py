"""JSON Schemas (draft 2020-12) of what authors write and of what cjmsite writes, for editors and other programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import json
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from cjmsite.model.settings import Settings
from cjmsite.registry import Registry

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Schema(GenerateJsonSchema):
    """Without a title for every field: it would only repeat the field's name."""

    schema_dialect = DIALECT

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas(registry: Registry) -> Mapping[str, dict[str, Any]]:
    """Name -> schema: the front matter of each kind, `settings` for cjmsite.yaml, `site` for site.json."""
    from cjmsite.render.sitefile import SiteFile

    found = {kind.name: schema(kind.model) for kind in registry.kinds.values()}
    found["settings"] = schema(Settings)
    parts = json.schema(SiteFile)["$defs"]
    found["site"] = {"$schema": DIALECT, **parts.pop(SiteFile.__name__), "$defs": parts}
    return found


def schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of what a model reads."""
    return {"$schema": DIALECT, **model.model_json_schema(by_alias=True, schema_generator=_Schema)}
