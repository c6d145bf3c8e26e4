"""Requests checked against the networks' own descriptions of their APIs.

Both checks answer with a list of complaints; an empty list means: the network's
description allows this request. Unknown fields are complaints too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator


class TelegramSpec:
    """The Bot API's methods and types, from ``telegram-bot-api.json``."""

    def __init__(self, folder: Path) -> None:
        spec = _load(folder / "telegram-bot-api.json")
        self.methods: Mapping[str, Any] = spec["methods"]
        self.types: Mapping[str, Any] = spec["types"]

    def complaints(self, method: str, form: Mapping[str, str]) -> list[str]:
        """What is wrong with a request whose parameters came as a form (objects in it as JSON)."""
        if method not in self.methods:
            return [f"{method}: there is no such method"]
        fields = {field["name"]: field for field in self.methods[method].get("fields", [])}
        found = [
            f"{method}: {name} is required"
            for name, f in fields.items()
            if f["required"] and name not in form
        ]
        for name, value in form.items():
            if name not in fields:
                found.append(f"{method}: there is no field {name}")
                continue
            types = fields[name]["types"]
            found += self._any_of(types, _from_form(types, value), f"{method}.{name}")
        return found

    def object_complaints(self, kind: str, value: Any) -> list[str]:
        """What is wrong with a JSON value of a type ("Update", "Array of MessageEntity")."""
        return self._one(kind, value, kind)

    def _any_of(self, kinds: list[str], value: Any, where: str) -> list[str]:
        tries = [self._one(kind, value, where) for kind in kinds]
        return min(tries, key=len)

    def _one(self, kind: str, value: Any, where: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no array"]
            inner = kind.removeprefix("Array of ")
            return [c for i, item in enumerate(value) for c in self._one(inner, item, f"{where}[{i}]")]
        if kind in _PLAIN:
            return [] if _PLAIN[kind](value) else [f"{where}: {value!r} is no {kind}"]
        described = self.types[kind]
        if "subtypes" in described:
            return self._any_of(described["subtypes"], value, where)
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {kind}"]
        return self._fields(described.get("fields", []), value, where)

    def _fields(self, described: list[Any], value: dict[str, Any], where: str) -> list[str]:
        fields = {field["name"]: field for field in described}
        found = [
            f"{where}: {name} is required"
            for name, f in fields.items()
            if f["required"] and name not in value
        ]
        for name, inner in value.items():
            if name not in fields:
                found.append(f"{where}: there is no field {name}")
                continue
            found += self._any_of(fields[name]["types"], inner, f"{where}.{name}")
            must = re.search(r"(?:must be|always) [“\"]?(\w+)[”\"]?$", fields[name]["description"])
            if must and name in ("type", "status", "source") and inner != must[1]:
                found.append(f"{where}.{name}: {inner!r} is not {must[1]}")
        return found


_PLAIN = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, str),
}


def _from_form(types: list[str], value: str) -> Any:
    """The value a form field stands for: numbers, true/false and objects are written as JSON."""
    if types == ["String"]:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class DiscordSpec:
    """Discord's HTTP API, from ``discord-openapi.json``."""

    def __init__(self, folder: Path) -> None:
        self._spec = _load(folder / "discord-openapi.json")
        self._paths = [(_pattern(path), path) for path in self._spec["paths"]]

    def complaints(
        self, method: str, path: str, body: Any = None, query: Mapping[str, str] | None = None
    ) -> list[str]:
        """What is wrong with a request; `path` is what follows ``/api/v10``, `body` decoded JSON or None."""
        where = f"{method.upper()} {path}"
        template = self.template(path)
        described = self._spec["paths"].get(template, {})
        if method.lower() not in described:
            return [f"{where}: there is no such request"]
        operation = described[method.lower()]
        found = self._query(where, described, operation, query or {})
        wanted = operation.get("requestBody")
        if wanted is None:
            return found if body in (None, {}) else [*found, f"{where}: takes no body"]
        if body is None:
            return [*found, f"{where}: needs a body"] if wanted.get("required") else found
        schema = wanted["content"].get("application/json", {}).get("schema", {})
        return found + [f"{where}: {c}" for c in self._body(schema, body)]

    def template(self, path: str) -> str:
        """The described path ("/channels/{channel_id}") that a real one belongs to; "" = none."""
        for pattern, template in self._paths:
            if pattern.fullmatch(path):
                return template
        return ""

    def schema_complaints(self, name: str, value: Any) -> list[str]:
        """What is wrong with a JSON value of a named schema ("MessageResponse")."""
        return self._body({"$ref": f"#/components/schemas/{name}"}, value)

    def _query(self, where: str, path: Any, operation: Any, query: Mapping[str, str]) -> list[str]:
        described = [*path.get("parameters", []), *operation.get("parameters", [])]
        known = {p["name"] for p in described if p["in"] == "query"}
        needed = {p["name"] for p in described if p["in"] == "query" and p.get("required")}
        unknown = [f"{where}: there is no query field {name}" for name in query if name not in known]
        return unknown + [f"{where}: query field {name} is required" for name in needed if name not in query]

    def _body(self, schema: Any, value: Any) -> list[str]:
        whole = {**schema, "components": self._spec["components"]}
        errors = Draft202012Validator(whole).iter_errors(value)
        found = [f"{e.json_path}: {e.message[:300]}" for e in errors]
        return found + self._unknown(schema, value, "$")

    def _unknown(self, schema: Any, value: Any, where: str) -> list[str]:
        """Fields that no alternative of a schema knows; schemas without named fields allow any."""
        if isinstance(value, list):
            items = [s["items"] for s in self._alternatives(schema) if "items" in s]
            return [
                c for i, v in enumerate(value) for c in self._unknown({"anyOf": items}, v, f"{where}[{i}]")
            ]
        if not isinstance(value, dict):
            return []
        objects = [s for s in self._alternatives(schema) if "properties" in s]
        if not objects:
            return []
        found = []
        for name, inner in value.items():
            inside = [s["properties"][name] for s in objects if name in s["properties"]]
            if not inside:
                found.append(f"{where}: there is no field {name}")
            else:
                found += self._unknown({"anyOf": inside}, inner, f"{where}.{name}")
        return found

    def _alternatives(self, schema: Any) -> list[Any]:
        """A schema and everything it refers to, flat."""
        if "$ref" in schema:
            target: Any = self._spec
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return self._alternatives(target)
        inner = [s for key in ("anyOf", "oneOf", "allOf") for s in schema.get(key, [])]
        return [schema, *(found for s in inner for found in self._alternatives(s))]


def _pattern(path: str) -> re.Pattern[str]:
    literal = re.split(r"\{[^}]+\}", path)
    return re.compile("[^/]+".join(re.escape(part) for part in literal))


@cache
def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
