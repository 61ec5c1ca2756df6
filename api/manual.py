"""The OpenAPI document as a person reads it: sections of operations, their fields as lines, an example of each."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Form = Mapping[str, Any]

DEEPEST = 5
EXAMPLES = {
    "date": "2026-03-31",
    "date-time": "2026-03-31T09:00:00Z",
    "uuid": "019b7c52-0d3c-7e1a-8a52-5f6c1d2e3f40",
}
INDENT = "  "
LONGEST_LINE = 80
METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field, `depth` levels inside the body."""

    name: str
    depth: int
    kind: str
    is_required: bool
    said: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Line, ...]
    body: tuple[Line, ...]
    curl: str
    answers: tuple[tuple[str, str], ...]
    answer: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    operations: tuple[Operation, ...]


def sections(document: Form) -> list[Section]:
    """The whole document, in the order of its tags."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                told = operations[method]
                found[told["tags"][0]].append(Reader(document).operation(path, method, told))
    return [Section(name=name, operations=tuple(each)) for name, each in found.items() if each]


@dataclass(frozen=True)
class Reader:
    """Reads one document, following its references."""

    document: Form

    def operation(self, path: str, method: str, told: Form) -> Operation:
        parameters = [self.meant(each) for each in told.get("parameters", ())]
        body = _json_form(self.meant(told.get("requestBody", {})))
        success = next(self.meant(each) for status, each in told["responses"].items() if status.startswith("2"))
        example = self._body_example(told)
        return Operation(
            id=told["operationId"],
            method=method.upper(),
            path=path,
            summary=told.get("summary", ""),
            description=told.get("description", ""),
            parameters=tuple(self._parameter(each) for each in parameters),
            body=tuple(self.lines(body)),
            curl=_curl(path, method, parameters, example if body else None, is_open=told.get("security") == []),
            answers=tuple((status, self.meant(each)["description"]) for status, each in told["responses"].items()),
            answer=tuple(self.lines(_json_form(success))),
        )

    def meant(self, form: Any) -> Any:
        """What a reference refers to; anything else as it is."""
        while isinstance(form, Mapping) and "$ref" in form:
            found: Any = self.document
            for part in form["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            form = found
        return form

    def lines(self, form: Form, *, depth: int = 0) -> Iterator[Line]:
        """The members of an object, of the objects in a list, or of each of several shapes."""
        meant = self.meant(form)
        if depth > DEEPEST:
            return
        if "items" in meant:
            yield from self.lines(meant["items"], depth=depth)
        for shape in meant.get("anyOf", ()):
            yield from self.lines(shape, depth=depth)
        for name, inner in meant.get("properties", {}).items():
            yield self._line(name, inner, depth=depth, is_required=name in meant.get("required", ()))
            yield from self.lines(inner, depth=depth + 1)

    def kind(self, form: Form) -> str:
        """Its type in a few words."""
        meant = self.meant(form)
        if "const" in meant:
            return json.dumps(meant["const"])
        if "enum" in meant:
            return " | ".join("null" if word is None else str(word) for word in meant["enum"])
        if "anyOf" in meant:
            return " or ".join(dict.fromkeys(self.kind(each) for each in meant["anyOf"]))
        kinds = meant.get("type", "any")
        said = kinds if isinstance(kinds, str) else " or ".join(kinds)
        if said.startswith("array"):
            return f"list of {self.kind(meant.get('items', {}))}"
        return f"{said} ({meant['format']})" if "format" in meant else said

    def example(self, form: Form, *, depth: int = 0) -> Any:
        """A value of the form."""
        meant = self.meant(form)
        if meant.get("examples"):
            return meant["examples"][0]
        for word in ("const", "default"):
            if word in meant:
                return meant[word]
        if "enum" in meant:
            return meant["enum"][0]
        if "anyOf" in meant:
            return self.example(meant["anyOf"][0], depth=depth)
        return self._example_of_kind(meant, depth)

    def _example_of_kind(self, meant: Form, depth: int) -> Any:
        kinds = meant.get("type")
        kind = kinds if isinstance(kinds, str) or kinds is None else kinds[0]
        match kind:
            case "object":
                inner = meant.get("properties", {}) if depth <= DEEPEST else {}
                return {name: self.example(each, depth=depth + 1) for name, each in inner.items()}
            case "array":
                return [self.example(meant["items"], depth=depth + 1)] if "items" in meant else []
            case "boolean":
                return True
            case "integer" | "number":
                return meant.get("minimum", 1)
            case "string":
                return EXAMPLES.get(meant.get("format", ""), "…")
            case _:
                return None

    def _body_example(self, told: Form) -> Any:
        content: Form = next(iter(self.meant(told.get("requestBody", {})).get("content", {}).values()), {})
        return content["example"] if "example" in content else self.example(content.get("schema", {}))

    def _parameter(self, told: Form) -> Line:
        kind = f"{self.kind(told['schema'])}, in the {told['in']}"
        said = told.get("description", "")
        return Line(name=told["name"], depth=0, kind=kind, is_required=told.get("required", False), said=said)

    def _line(self, name: str, form: Form, *, depth: int, is_required: bool) -> Line:
        said = self.meant(form).get("description", "")
        return Line(name=name, depth=depth, kind=self.kind(form), is_required=is_required, said=said)


def _json_form(told: Form) -> Form:
    for media_type, content in told.get("content", {}).items():
        if media_type.endswith("json"):
            found: Form = content["schema"]
            return found
    return {}


def _curl(path: str, method: str, parameters: list[Form], body: Any, *, is_open: bool) -> str:
    """Lines for a shell; `GOALPOST` and `KEY` are set there."""
    address = f'"$GOALPOST{_filled(path, parameters)}"'
    parts = [f"curl {address}" if method == "get" else f"curl -X {method.upper()} {address}"]
    if not is_open:
        parts.append('-H "Authorization: Bearer $KEY"')
    if any(each["name"] == "If-Match" for each in parameters):
        parts.append("-H 'If-Match: *'")
    if body is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(f"-d {shlex.quote(_written(body))}")
    return f" \\\n{INDENT}".join(parts)


def _filled(path: str, parameters: list[Form]) -> str:
    """The path with the examples of its variables; those without one are the shell's."""
    examples = {each["name"]: each.get("example", "$" + each["name"]) for each in parameters if each["in"] == "path"}
    return path.format(**examples)


def _written(body: Any) -> str:
    """On one line where it fits there."""
    short = json.dumps(body, ensure_ascii=False)
    return (
        short
        if len(short) <= LONGEST_LINE
        else json.dumps(body, indent=INDENT, ensure_ascii=False).replace("\n", f"\n{INDENT}")
    )
