"""Short forms, said twice in one place: how they are read, and how JSON Schema describes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

Schema = dict[str, Any]

WORD: Schema = {"type": ["string", "number", "boolean"]}
"""A plain word, which YAML may have read as a number or as `true`."""


class Reads(Struct, frozen=True, eq=False):
    """Marks a type with how authors write it.

    `read` turns what was written into what the type wants. `shape` turns the JSON Schema of the type into
    that of what may be written.
    """

    read: Callable[[Any], Any]
    shape: Callable[[Schema], Schema]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        # Copied through and through: pydantic writes defaults into what it gets.
        copied: Schema = json.loads(json.dumps(self.shape(handler(schema))))
        return copied


def or_else(*others: Schema) -> Callable[[Schema], Schema]:
    """The type's own shape, or one of these."""
    return lambda inner: {"anyOf": [inner, *others]}


def exactly(schema: Schema) -> Callable[[Schema], Schema]:
    """Another shape than the type's own."""
    return lambda inner: schema


def one_or_many(inner: Schema) -> Schema:
    """A list, one of its items alone, or nothing."""
    return {"anyOf": [inner["items"], inner, {"type": "null"}]}
