"""The tree of accessibility as nodes, and an outline of it to be read by people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field
from playwright.sync_api import Page

LANDMARKS = {"banner", "navigation", "main", "region", "complementary", "contentinfo", "search", "form"}
DRAWINGS = {"image", "img", "graphics-document", "group", "figure"}
TOLD = LANDMARKS | {"heading", "table", "dialog", "alertdialog", "status", "radiogroup", "group", "image", "combobox"}


class Node(Struct):
    """Something that a screen reader may tell."""

    role: str
    name: str
    properties: dict[str, Any]
    element: int | None
    parts: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """It and everything in it, in the order of reading."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def all(self, *roles: str) -> list[Node]:
        """Everything in it with one of these roles, in the order of reading."""
        return [node for node in self.walk() if node.role in roles]

    def one(self, role: str, name: str) -> Node:
        """The only thing of this role whose name has these words."""
        found = [node for node in self.all(role) if name in node.name]
        assert len(found) == 1, f"{len(found)} of role {role} named {name!r}: {[n.name for n in self.all(role)]}"
        return found[0]

    def text(self) -> str:
        """All that is read out within it."""
        return " ".join(node.name for node in self.walk() if node.role == "StaticText")


def tree(page: Page) -> Node:
    """The whole page, without what is ignored."""
    devtools = page.context.new_cdp_session(page)
    given: list[dict[str, Any]] = devtools.send("Accessibility.getFullAXTree")["nodes"]
    devtools.detach()
    known = {node["nodeId"]: node for node in given}

    def within(node: dict[str, Any]) -> list[Node]:
        parts = [part for key in node.get("childIds", ()) if key in known for part in within(known[key])]
        role = str(node.get("role", {}).get("value", ""))
        if node.get("ignored") or role in ("none", "generic", "InlineTextBox"):
            return parts
        properties = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
        name = re.sub(r"\s+", " ", str(node.get("name", {}).get("value", ""))).strip()
        return [Node(role, name, properties, node.get("backendDOMNodeId"), parts)]

    (root,) = within(given[0])
    return root


def outline(node: Node, depth: int = 0) -> list[str]:
    """Landmarks, headings, tables, drawings and dialogs, indented as they lie in each other."""
    lines = []
    if node.role == "heading":
        lines.append(f"{'  ' * depth}heading {node.properties['level']}: {node.name}")
    elif node.role == "table":
        columns, rows = len(node.all("columnheader")), [row.name for row in node.all("rowheader")]
        lines.append(f"{'  ' * depth}table: {node.name or '(no name)'}")
        lines.append(f"{'  ' * depth}  {columns} heads of columns; rows: {', '.join(rows) or 'no heads'}")
        return lines
    elif node.role in TOLD and (node.name or node.role not in ("group", "combobox", "status")):
        lines.append(f"{'  ' * depth}{node.role}{f': {node.name}' if node.name else ''}")
        depth += 1
    return lines + [line for part in node.parts for line in outline(part, depth)]
