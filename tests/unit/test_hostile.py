"""Hostile input is rendered inert or refused in a line; no code of it runs, nothing is written elsewhere.

Each case is one run of `python -m scripts.render` in a folder of its own. What would run makes a file called `canary`.
"""

import ast
import copy
import io
import json
import os
import re
import stat
import subprocess
import sys
import time
import tokenize
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from scripts import problem
from scripts.document import loads, schema
from scripts.render import __main__ as command

Tree = dict[str, Any]
# Puts the input into a folder and returns the arguments that differ from the usual ones.
Case = Callable[[Path], list[str]]

ROOT = Path(__file__).parents[2]
CODE = "open('canary', 'w').close()"

TINY: Tree = {
    "openapi": "3.1.0",
    "info": {"title": "Tiny", "version": "1", "summary": "S", "description": "D"},
    "servers": [{"url": "https://tiny.test", "description": "D"}, {"url": "https://other.test", "description": "D"}],
    "security": [{"key": []}],
    "tags": [{"name": "things", "description": "D"}],
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "makeThing",
                "tags": ["things"],
                "summary": "S",
                "description": "D",
                "x-source": "page:1",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "description": "D", "schema": {"type": "string"}},
                    {"name": "kind", "in": "query", "description": "D", "schema": {"type": "string", "default": "x"}},
                    {"name": "X-Trace", "in": "header", "description": "D", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": True,
                    "description": "D",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                },
                "responses": {
                    "200": {
                        "description": "D",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                    "4XX": {"description": "D"},
                },
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": "D"}},
        "schemas": {
            "Thing": {
                "description": "D",
                "type": "object",
                "properties": {
                    "name": {"description": "D", "type": "string", "default": "x"},
                    "color": {"description": "D", "type": "string", "enum": ["red", "blue"]},
                },
            },
            "Fixed": {"description": "D", "const": "x"},
        },
    },
}
OPERATION = "paths|/things/{id}|post"
THING = "components|schemas|Thing"


def changed(changes: Tree) -> Tree:
    """Return the tiny description with parts replaced, each named by its steps with | between; =name renames one."""
    tree = copy.deepcopy(TINY)
    for place, value in changes.items():
        *outer, last = place.split("|")
        node: Any = tree
        for token in outer:
            node = node[int(token)] if isinstance(node, list) else node[token]
        if last.startswith("="):
            node[value] = node.pop(last[1:])
        else:
            node[int(last) if isinstance(node, list) else last] = value
    return tree


def spec(changes: Tree) -> Case:
    return data(json.dumps(changed(changes)).encode(), "spec.json")


def data(content: bytes, name: str = "spec.yaml") -> Case:
    def case(folder: Path) -> list[str]:
        (folder / name).write_bytes(content)
        return ["--spec", name]

    return case


def text(content: str, name: str = "spec.yaml") -> Case:
    return data(content.encode("utf-8", "surrogatepass"), name)


def part(yaml: str) -> Case:
    """A description in YAML with something appended to it."""
    return text(json.dumps(TINY)[:-1] + ",\n" + yaml + "}")


def overlay(actions: str, before: str = "", tree: Tree = TINY, arguments: str = "--overlay patch.yaml") -> Case:
    """The tiny description with an overlay, in YAML."""

    def case(folder: Path) -> list[str]:
        (folder / "spec.json").write_text(json.dumps(tree), encoding="utf-8")
        head = f"overlay: 1.1.0\ninfo: {{title: T, version: '1'}}\n{before}\n"
        (folder / "patch.yaml").write_text(f"{head}actions:\n{actions}", encoding="utf-8")
        return ["--spec", "spec.json", *arguments.split()]

    return case


def called(*arguments: str, prepare: Callable[[Path], object] | None = None) -> Case:
    """The tiny description, and other arguments."""

    def case(folder: Path) -> list[str]:
        (folder / "spec.json").write_text(json.dumps(TINY), encoding="utf-8")
        if prepare:
            prepare(folder)
        return ["--spec", "spec.json", *arguments]

    return case


def named(name: str, role: str = "--spec") -> Case:
    """A file of this name, as the description or as an overlay."""

    def case(folder: Path) -> list[str]:
        spec_name = name if role == "--spec" else "spec.json"
        (folder / spec_name).write_text(json.dumps(TINY), encoding="utf-8")
        if role == "--spec":
            return ["--spec", name]
        (folder / name).write_text(
            "overlay: 1.1.0\ninfo: {title: T, version: '1'}\n"
            "actions: [{target: $.info, update: {title: New}, description: why}]",
            encoding="utf-8",
        )
        return ["--spec", spec_name, "--overlay", name]

    return case


def action(target: str, rest: str) -> str:
    return f"- {{target: {json.dumps(target)}, description: why, {rest}}}\n"


# What tries to leave the place where it is put.
TEXTS = {
    "closing a docstring": f'"""\n{CODE}\n"""',
    "closing a docstring of the other kind": f"'''\n{CODE}\n'''",
    "closing a docstring at its end": 'x"""',
    "closing a literal": f"' + {CODE} + '",
    "closing a double-quoted literal": f'" + {CODE} + "',
    "a backslash at the end": "x\\",
    "a backslash before quotation marks": f'\\"""\n{CODE}\n\\"""',
    "a line of code": f"x\n{CODE}\n#",
    "a line of code after a carriage return": f"x\r{CODE}\r#",
    "a line of code after odd line breaks": f"x\x0b{CODE}\x0c{CODE}\x85{CODE}\u2028{CODE}\u2029{CODE}\x1c{CODE}",
    "a template": "{{ 7 * 7 }} {% raw %} {# x #} {{ cycler.__init__.__globals__.os.system('touch canary') }}",
    "braces of an f-string": "{" + CODE + "} {0.__class__} %s %(x)d ${x}",
    "escapes by name and number": "\\N{BULLET} \\N{x \\x1 \\u12 \\U99999999 \\777 \\",
    "ends of comments": "*/ --> ]]> #} %} }} -- ; ?> \"\"\" ''' `",
    "a remark for a type checker": "type: ignore",
    "a remark for a linter": "noqa",
    "a remark for a formatter": "fmt: off",
    "a remark in a remark": "# type: ignore # noqa # fmt: off # pyright: basic",
    "another encoding": "# -*- coding: utf-7 -*- +AG8AcABlAG4-",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- <a href='javascript:alert(1)'>x</a>",
    "Markdown": "x](javascript:alert(1)) ![x](https://spy.test/x.png) [x](https://spy.test) `x` **x** <https://spy.test>",
    "Markdown of several lines": "x\n\n# Heading\n\n| a |\n|---|\n| b |\n\n[x]: https://spy.test\n\n```\nx\n",
    "a table's edge": "a | b \\| c | `d | e` |\n| f | g |",
    "TOML": '"\n[project.scripts]\nevil = "os:system"\n[tool.x]\ny = "',
    "text that turns around": "\u202e\u2066 gpj.exe \u200f\u2069\u061c",
    "control characters": "\0\x01\x07\x08\x1b[2J\x7f\x9b",
    "characters that only look like others": "\u0430dmin \ufeff\u200b\u200d\u00ad\U000e0041",
    "text without end": "x" * 5000 + " " + "y " * 5000,
    "nothing": "",
    "blanks": " \n \t ",
}
PROSE = (
    "info|title",
    "info|version",
    "info|summary",
    "info|description",
    "servers|1|description",
    "tags|0|description",
    f"{OPERATION}|summary",
    f"{OPERATION}|description",
    f"{OPERATION}|x-source",
    f"{OPERATION}|parameters|0|description",
    f"{OPERATION}|parameters|1|description",
    f"{OPERATION}|parameters|1|schema|default",
    f"{OPERATION}|requestBody|description",
    f"{OPERATION}|responses|200|description",
    f"{OPERATION}|responses|4XX|description",
    f"{THING}|description",
    f"{THING}|properties|name|description",
    f"{THING}|properties|name|default",
    f"{THING}|properties|color|description",
    "components|schemas|Fixed|description",
    "components|securitySchemes|key|description",
)
# What stands in code as a name or as a value.
NAMES = {
    "an operationId": {f"{OPERATION}|operationId": ...},
    "a tag": {f"{OPERATION}|tags": [...]},
    "a schema": {"components|schemas|=Fixed": ...},
    "a property": {f"{THING}|properties|=name": ...},
    "a value of an enum": {f"{THING}|properties|color|enum": ["red", ...]},
    "the only value of a schema": {"components|schemas|Fixed|const": ...},
    "a query parameter": {f"{OPERATION}|parameters|1|name": ...},
    "a header": {f"{OPERATION}|parameters|2|name": ...},
    "a security scheme": {"components|securitySchemes|=key": ..., "security": [{...: []}]},
    "the header of a key": {"components|securitySchemes|key|name": ...},
    "the path of a server": {"servers|0|url": "https://tiny.test/..."},
    "a variable of a server": {
        "servers|0": {"url": "https://tiny.test/{v}", "variables": {"v": {"default": ...}}},
    },
    "a path": {"paths|=/things/{id}": "/.../{id}"},
    "a media type": {f"{OPERATION}|responses|200|content|=application/json": ...},
    "a status": {f"{OPERATION}|responses|=4XX": ...},
    "a pattern": {f"{THING}|properties|name|pattern": ...},
    "a format": {f"{THING}|properties|name|format": ...},
    "a type": {f"{THING}|properties|name|type": ...},
    "a method's name": {f"{OPERATION}|x-method": ...},
    "a class's name": {"info|x-client": {"class": ...}},
    "a package's version": {"info|x-client": {"version": ...}},
}
MARKUP = "x` <script>alert(1)</script> [y](https://spy.test) ``"
BREAKER = f'x\'"""\n{CODE}\n\\'
WAY_OUT = "../../../evil"
ODD_NAMES = (
    *(
        "CON",
        "nul.txt",
        "__init__",
        "constructor",
        "None",
        "lambda",
        "..",
        ".",
        "~",
        "-",
        "C:\\evil",
        "/evil",
        "__class__",
    ),
    *("x\0y", "models", "_core", "self", "import os", "\u202ex", "\u00e4\u212a", "\u0661", "a" * 300, "\U0001f600"),
)


def filled(changes: Any, value: str) -> Any:
    """Put a text where the dots are."""
    if changes is ...:
        return value
    if isinstance(changes, dict):
        return {filled(key, value): filled(each, value) for key, each in changes.items()}
    if isinstance(changes, list):
        return [filled(each, value) for each in changes]
    return changes.replace("...", value)


def everywhere(name: str) -> Tree:
    """A name for all that becomes a file, a class or an attribute."""
    return {
        place: value
        for kind in ("an operationId", "a tag", "a schema", "a property")
        for place, value in filled(NAMES[kind], name).items()
    }


def deep(levels: int) -> Tree:
    tree: Tree = {}
    for _ in range(levels):
        tree = {"a": tree}
    return tree


def nest(levels: int, key: str = "items") -> Tree:
    tree: Tree = {"type": "string"}
    for _ in range(levels):
        tree = {"type": "array", key: tree} if key == "items" else {key: [tree]}
    return tree


BOMB = "x-0: &a0 [x, x]," + "".join(f"x-{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]," for i in range(1, 12))
REFERENCES = {
    "a file": "other.yaml",
    "a file outside": "../secret.yaml#/x",
    "an absolute file": "/etc/passwd",
    "a file's address": "file:///etc/passwd",
    "the network": "https://spy.test/x.yaml#/x",
    "the network without a scheme": "//spy.test/x.yaml",
    "no pointer": "#x",
    "what is no schema": "#/info/title",
    "itself by escapes": "#/components/schemas/%46ixed",
}
YAML = {
    "an object of Python": "x-a: !!python/object/apply:os.system ['touch canary']",
    "a new object of Python": "x-a: !!python/object/new:os.system ['touch canary']",
    "a name of Python": "x-a: !!python/name:os.system ''",
    "a module of Python": "x-a: !!python/module:antigravity ''",
    "an object by its whole tag": "x-a: !<tag:yaml.org,2002:python/object/apply:os.system> ['touch canary']",
    "a tag of one's own": "x-a: !include /etc/passwd",
    "binary data": "x-a: !!binary aGk=",
    "an alias bomb": BOMB,
    "an alias of itself": "x-a: &a [*a]",
    "an alias of what is around it": "x-a: &a {b: {c: *a}}",
    "a merge key": "x-a: &a {b: 1}, x-c: {<<: *a}",
    "a key given twice": "x-a: 1, x-a: 2",
    "a key that is no text": "1: x",
    "a key that is a list": "? [a, b] : x",
    "brackets by the thousand": "x-a: " + "[" * 50_000,
    "braces by the thousand": "x-a: " + "{a: " * 50_000,
    "201 levels": "x-a: " + "[" * 201 + "]" * 201,
    "a float beyond all numbers": "x-a: 1e400",
    "not a number": "x-a: .nan",
    "a number of 10,000 digits": "x-a: 1" + "0" * 10_000,
    "a number of 100,000 hexadecimal digits": "x-a: 0x" + "f" * 100_000,
    "a key without end": "? " + "k" * 100_000 + " : !x y",
    "a message for the terminal": '"x-\\e[2J\\u202e": !x y',
}
LIMITS = {
    "a number of 400 digits as a limit": {f"{THING}|properties|name|maxLength": 10**400},
    "a number beyond 64 bits as a limit": {f"{THING}|properties|name|maxLength": 2**64},
    "a number of 400 digits as a default": {f"{THING}|properties|name": {"type": "integer", "default": 10**400}},
    "a number of 400 digits as a float": {f"{THING}|properties|name": {"type": "number", "default": 10**400}},
    "a number of 400 digits as a value": {f"{THING}|properties|name": {"type": "integer", "enum": [10**400, -1]}},
    "lists in lists, 90 deep": {"components|schemas|Fixed": nest(90)},
    "choices in choices, 60 deep": {"components|schemas|Fixed": nest(60, "anyOf")},
    "parts in parts, 60 deep": {"components|schemas|Fixed": nest(60, "allOf")},
    "a thousand values": {f"{THING}|properties|color|enum": [f"v{i}" for i in range(1000)]},
    "values that become one name": {f"{THING}|properties|color|enum": ["a b", "a-b", "A B", "a_b", ""]},
    "a pattern that backtracks": {f"{THING}|properties|name": {"pattern": "(a+)+$", "default": "a" * 40}},
}  # fmt: skip
SELF = "#/components/schemas/"
CYCLES = {
    "two schemas": {"components|schemas|Fixed": {"$ref": f"{SELF}B"}, "components|schemas|B": {"$ref": f"{SELF}Fixed"}},
    "three schemas": {
        "components|schemas|Fixed": {"$ref": f"{SELF}B"},
        "components|schemas|B": {"$ref": f"{SELF}C"},
        "components|schemas|C": {"$ref": f"{SELF}Fixed"},
    },
    "a schema": {"components|schemas|Fixed": {"$ref": f"{SELF}Fixed"}},
    "a schema in its parts": {"components|schemas|Fixed": {"allOf": [{"$ref": f"{SELF}Fixed"}]}},
    "a schema among its choices": {"components|schemas|Fixed": {"anyOf": [{"$ref": f"{SELF}Fixed"}, {"type": "null"}]}},
    "a list": {"components|schemas|Fixed": {"type": "array", "items": {"$ref": f"{SELF}Fixed"}}},
    "a map": {"components|schemas|Fixed": {"type": "object", "additionalProperties": {"$ref": f"{SELF}Fixed"}}},
    "a property": {f"{THING}|properties|name": {"$ref": f"#/{THING.replace('|', '/')}/properties/name"}},
    "a path": {"paths|/a": {"$ref": "#/paths/~1a"}},
    "two paths": {"paths|/a": {"$ref": "#/paths/~1b"}, "paths|/b": {"$ref": "#/paths/~1a"}},
    "a parameter": {
        f"{OPERATION}|parameters|1": {"$ref": "#/components/parameters/p"},
        "components|parameters": {"p": {"$ref": "#/components/parameters/p"}},
    },
    "a response": {
        f"{OPERATION}|responses|200": {"$ref": "#/components/responses/r"},
        "components|responses": {"r": {"$ref": "#/components/responses/r"}},
    },
    "a body": {
        f"{OPERATION}|requestBody": {"$ref": "#/components/requestBodies/b"},
        "components|requestBodies": {"b": {"$ref": "#/components/requestBodies/b"}},
    },
    "a security scheme": {"components|securitySchemes|key": {"$ref": "#/components/securitySchemes/key"}},
    "an operation": {f"{OPERATION}": {"$ref": "#/paths/~1things~1{id}/post"}},
}
OVERLAYS: dict[str, Case] = {
    "a regular expression that backtracks": overlay(
        action("$.info[?match(@, '(a|aa)+b')]", "update: x"), tree=changed({"info|title": "a" * 60})
    ),
    "another one that backtracks": overlay(
        action("$..[?search(@.title, '(a|aa)+b')]", "remove: true"), tree=changed({"info|title": "a" * 60})
    ),
    "a regular expression with a number without end": overlay(
        action("$.info[?match(@, '((a{1,9999}){1,9999}){1,9999}b')]", "update: x"),
        tree=changed({"info|title": "a" * 99}),
    ),
    "a target of 100,000 steps": overlay(action("$" + ".a" * 100_000, "update: 1")),
    "a target of 900 steps": overlay(action("$" + ".a" * 900, "update: 1")),
    "a target of brackets by the thousand": overlay(action("$[?" + "(" * 900 + "@" + ")" * 900 + "]", "update: 1")),
    "a target of filters in filters": overlay(action("$" + "[?@" * 400 + "]" * 400, "update: 1")),
    "a target with a number beyond all numbers": overlay(action("$[?@.a==1e400]", "update: 1")),
    "a target with a number of 1,000 digits": overlay(action("$[?@.a==" + "1" * 1000 + "]", "update: 1")),
    "a target that descends again and again": overlay(action("$..*..*..*..*..*..*", "remove: true")),
    "a copy of the root into itself, again and again": overlay(
        "".join(action("$.info", f"copy: $, x-number: {i}") for i in range(60))
    ),
    "lists that double": overlay(
        "".join(action("$['x-a']", f"copy: \"$['x-a']\", x-n: {i}") for i in range(60)),
        tree=changed({"x-a": ["x", "y"]}),
    ),
    "much text at many places": overlay(
        action("$['x-b'][*]", f"update: {{a: '{'y' * 2000}'}}"), tree=changed({"x-b": [{} for _ in range(9000)]})
    ),
    "objects deeper than a description may be": overlay(
        action("$['x-a']" + ".a" * 150, "update: {b: " + "[" * 90 + "]" * 90 + "}"), tree=changed({"x-a": deep(150)})
    ),
    "an alias bomb": overlay("- {target: $.info, description: why, update: {" + BOMB + "}}"),
    "an object of Python": overlay(action("$.info", "update: {x-a: !!python/object/apply:os.system ['touch canary']}")),
    "a target that is no text": overlay("- {target: {a: 1}, description: why, remove: true}"),
    "an update of the root by a list": overlay(action("$", "update: [1]")),
    "a title for the terminal": overlay(action("$['\\u001b[2J']", "update: x")),
    "paths replaced by text": overlay(action("$.paths", "remove: true") + action("$", "update: {paths: x}")),
    "what it extends is on the network": overlay(
        action("$.info", "update: {title: N}"), "extends: https://spy.test/openapi.yaml"
    ),
    "what it extends has no good address": overlay(action("$.info", "update: {title: N}"), "extends: 'http://[spy'"),
    "what it extends is called by a null character": overlay(
        action("$.info", "update: {title: N}"), "extends: 'a%00b'"
    ),
    "what it extends is elsewhere": overlay(action("$.info", "update: {title: N}"), "extends: ../../../../etc/passwd"),
    "it is a folder": overlay("- x", arguments="--overlay ."),
    "it is not there": overlay("- x", arguments="--overlay none.yaml"),
    "it is the description": overlay("- x", arguments="--overlay spec.json"),
    "it never ends": overlay("- x", arguments="--overlay /dev/zero"),
    "a thousand actions of one kind": overlay("- {}\n" * 1000),
    "many actions on nothing": overlay("".join(action(f"$.x{i}", "remove: true") for i in range(2000))),
}  # fmt: skip
FILES: dict[str, Case] = {
    "it is empty": data(b""),
    "it begins with a byte order mark": data(b"\xef\xbb\xbf" + json.dumps(TINY).encode(), "spec.json"),
    "it has two byte order marks": data(b"\xef\xbb\xbf" * 2 + json.dumps(TINY).encode(), "spec.json"),
    "it is UTF-16": data(json.dumps(TINY).encode("utf-16"), "spec.json"),
    "it is UTF-16 without a mark": data(json.dumps(TINY).encode("utf-16-le"), "spec.yaml"),
    "it is UTF-32": data(json.dumps(TINY).encode("utf-32")),
    "it is Latin-1": data("openapi: 3.1.0\ninfo: {title: \u00e4}".encode("latin-1")),
    "it holds a null character": data(b"openapi: 3.1.0\0"),
    "it holds a control character": data(b"openapi: \x1b[2J"),
    "it holds half of a pair": text('{"openapi": "\ud800"}', "spec.json"),
    "it holds half of a pair, escaped": text('{"openapi": "\\ud800"}', "spec.json"),
    "it holds half of a pair, escaped in YAML": part('x-a: "\\ud800"'),
    "it holds half of a pair as a key": text('{"\\udfff": 1}', "spec.json"),
    "it is a list": text("[1]", "spec.json"),
    "it is a text": text("hello"),
    "it is null": text("null"),
    "it holds two documents": text("openapi: 3.1.0\n---\nopenapi: 3.1.0\n"),
    "it is JSON with a key given twice": text('{"a": {"b": 1, "b": 2}}', "spec.json"),
    "it is JSON with many keys and one given twice": text(
        "{" + "".join(f'"k{i}": 1,' for i in range(100_000)) + '"k99999": 2}', "spec.json"
    ),
    "it is JSON of brackets by the thousand": text('{"a": ' + "[" * 100_000, "spec.json"),
    "it is JSON with a float beyond all numbers": text('{"a": 1e400}', "spec.json"),
    "it is JSON with a number of 10,000 digits": text('{"a": ' + "9" * 10_000 + "}", "spec.json"),
    "it is JSON that is broken": text('{"a": ', "spec.json"),
    "it is Python": text(CODE),
    "it has no paths and no info": text("openapi: 3.1.0"),
    "its version is not known": spec({"openapi": "3.1.0\n'"}),
    "its version is a list": spec({"openapi": ["3.1.0"]}),
    "its parts have wrong types": spec({"info": [], "paths": "x", "components": 1}),
    "its paths are a list": spec({"paths": [1]}),
    "its parameters are a number": spec({f"{OPERATION}|parameters": 5}),
    "a parameter has no name": spec({f"{OPERATION}|parameters|1": {"in": "query", "schema": {}}}),
    "its components are text": spec({"components": {"schemas": "x"}}),
    "a schema is a list": spec({"components|schemas|Fixed": []}),
    "properties are a list": spec({f"{THING}|properties": ["a"]}),
    "a server is text": spec({"servers": ["x"]}),
    "a hint is a list": spec({f"{OPERATION}|x-method": ["x"]}),
    "the security is text": spec({"security": "x"}),
}
SERVERS = (
    *("javascript:alert(1)", "file:///etc/passwd", "//a.test", "https://[::1", "https://a.test:99999999", ""),
    *(
        "https://a.test'); import os #",
        f"https://a.test/\n{CODE}",
        "https://\u202ea.test",
        "https://user:secret@a.test",
    ),
    *("https://a.test/`x`", "https://a.test/{{ 7 * 7 }}", "https://a.test/-->", "https://a.test/|x|"),
    "https://a.test/`<script>x</script>`",
)


def link(target: str, name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).symlink_to(target)


def unreadable(folder: Path) -> None:
    (folder / "locked.json").write_text(json.dumps(TINY), encoding="utf-8")
    (folder / "locked.json").chmod(0)


def linked_folder(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (folder / "link").symlink_to("elsewhere")


def sized(size: int) -> Callable[[Path], object]:
    def prepare(folder: Path) -> None:
        with (folder / "big.yaml").open("wb") as file:
            file.truncate(size)

    return prepare


CALLS: dict[str, Case] = {
    "a description that is a folder": called("--spec", "."),
    "a description that is a pipe": called("--spec", "pipe", prepare=lambda folder: os.mkfifo(folder / "pipe")),
    "a description that never ends": called("--spec", "/dev/zero"),
    "a description that is not there": called("--spec", "none.yaml"),
    "a description below a file": called("--spec", "spec.json/x"),
    "a description whose link leads to itself": called("--spec", "loop", prepare=link("loop", "loop")),
    "a description whose link leads to nothing": called("--spec", "dead", prepare=link("none", "dead")),
    "a description that may not be read": called("--spec", "locked.json", prepare=unreadable),
    "a description with a null character": called("--spec", "a\0b"),
    "a description whose name is too long": called("--spec", "x" * 5000),
    "a description larger than any": called("--spec", "big.yaml", prepare=sized(schema.SIZE + 1)),
    "a name that leaves the folder": called("--name", "../evil"),
    "an absolute name": called("--name", "/tmp/evil"),
    "a name with a null character": called("--name", "a\0b"),
    "a name with a line of code": called("--name", f"a\n{CODE}"),
    "a name that is a keyword": called("--name", "import"),
    "a name of the system": called("--name", "con"),
    "a name in other letters": called("--name", "\u0430dmin"),
    "a name that ends in a line break": called("--name", "evil\n"),
    "a folder that is a file": called("--out", "spec.json"),
    "a folder below a file": called("--out", "spec.json/out"),
    "a folder that is a link to another": called("--out", "link", prepare=linked_folder),
    "a folder that is a link to nothing": called("--out", "dead", prepare=link("out", "dead")),
    "a folder whose link leads to itself": called("--out", "loop", prepare=link("loop", "loop")),
    "a folder around this one": called("--out", ".."),
    "this folder": called("--out", "."),
    "no folder": called("--out", ""),
    "a folder with a null character": called("--out", "a\0b"),
    "a folder whose name is too long": called("--out", "x" * 5000),
    "a description called by a line of code": named(f"a\n{CODE}\n#.json"),
    "a description called by a remark": named("x # noqa.json"),
    "a description called by the end of a comment": named("--> <script> `x` .json"),
    "a description called by half of a pair": named("\udcff.json"),
    "a description called by another encoding": named("coding=utf-7.json"),
    "a description called by quotation marks": named('"""\'.json'),
    "an overlay called by a line of code": named(f"a\n{CODE}\n#.yaml", "--overlay"),
    "an overlay called by half of a pair": named("\udcff.yaml", "--overlay"),
}

CASES: dict[str, Case] = {
    **{f"text with {what}": spec(dict.fromkeys(PROSE, value)) for what, value in TEXTS.items()},
    **{
        f"{kind} called by a way out": spec(filled(NAMES[kind], WAY_OUT))
        for kind in ("an operationId", "a tag", "a schema", "a property", "a security scheme", "a path", "a media type")
    },
    **{f"{kind} called by code": spec(filled(changes, BREAKER)) for kind, changes in NAMES.items()},
    **{
        f"{kind} called by Markdown": spec(filled(NAMES[kind], MARKUP))
        for kind in ("a tag", "a property", "a value of an enum", "the only value of a schema", "a query parameter")
    },
    "a response of code in Markdown": spec(
        {f"{OPERATION}|responses|200|content|application/json|schema": {"const": MARKUP}}
    ),
    **{f"all called {name[:20]!r}": spec(everywhere(name)) for name in ODD_NAMES},
    **{f"a server {url!r}": spec({"servers|0|url": url}) for url in SERVERS},
    **{f"a reference to {what}": spec({"components|schemas|Fixed": {"$ref": ref}}) for what, ref in REFERENCES.items()},
    **{
        f"a path refers to {what}": spec({"paths|/a": {"$ref": REFERENCES[what]}}) for what in ("a file", "the network")
    },
    **{f"references in a circle: {what}": spec(changes) for what, changes in CYCLES.items()},
    **{f"YAML with {what}": part(content) for what, content in YAML.items()},
    **{what: spec(changes) for what, changes in LIMITS.items()},
    **{f"a description: {what}": case for what, case in FILES.items()},
    **{f"an overlay: {what}": case for what, case in OVERLAYS.items()},
    **CALLS,
}
REMARK = re.compile(r"#\s*(type:|noqa|fmt:|ruff:|isort:|pyright:|mypy:|pylint:|nosec)|#.*coding[:=]", re.IGNORECASE)
LINE = re.compile(r"\S.*?: \S.*: \S.*")


@dataclass(frozen=True)
class Run:
    """What came of a case."""

    folder: Path
    name: str
    code: int
    said: str
    seconds: float
    before: dict[str, object]
    after: dict[str, object]

    @property
    def out(self) -> Path:
        return self.folder / "here/out"


def found_in(folder: Path) -> dict[str, object]:
    """All that lies below a folder: files with their bytes, links with their targets."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        kind = path.lstat().st_mode
        small = stat.S_ISREG(kind) and path.stat().st_size < 2**22
        content = path.readlink() if stat.S_ISLNK(kind) else path.read_bytes() if small else path.lstat().st_size
        found[str(path.relative_to(folder))] = None if path.is_dir() and not path.is_symlink() else content
    return found


def run(
    folder: Path, number: int, case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a case as the command line does."""
    here = folder / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    arguments = ["--out", "out", "--name", f"case{number}", *case(here)]
    before = found_in(folder)
    monkeypatch.setattr(sys, "argv", ["render", *arguments])
    started = time.perf_counter()
    with pytest.raises(SystemExit) as ended:
        problem.run(command.main)
    seconds = time.perf_counter() - started
    said = capsys.readouterr().err
    assert isinstance(ended.value.code, int)
    return Run(folder, f"case{number}", ended.value.code, said, seconds, before, found_in(folder))


@pytest.fixture(scope="module")
def rendered() -> dict[str, Path]:
    """The package of each case that was not refused."""
    return {}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the tiny description as it is."""
    folder = tmp_path_factory.mktemp("harmless")
    (folder / "spec.json").write_text(json.dumps(TINY), encoding="utf-8")
    command.main(["--spec", str(folder / "spec.json"), "--out", str(folder / "out"), "--name", "tiny"])
    return folder / "out"


@pytest.mark.parametrize("what", CASES)
def test_it_is_rendered_inert_or_refused(
    what: str,
    tmp_path: Path,
    rendered: dict[str, Path],
    harmless: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = run(tmp_path, list(CASES).index(what), CASES[what], monkeypatch, capsys)
    assert done.seconds < 20
    assert done.code in {0, 1}
    assert not [path for path in done.after if path.endswith("canary")]
    if done.code == 1:
        assert done.after == done.before
        assert done.said.endswith("\n")
        for line in done.said.splitlines():
            assert LINE.fullmatch(line), line
            assert line.isprintable()
            assert len(line) < 2000
    else:
        assert done.said == ""
        elsewhere = {path for path in done.after if not path.startswith("here/out")}
        assert elsewhere == set(done.before)
        rendered[what] = done.out
        assert_inert(done.out, harmless)


def assert_inert(package: Path, harmless: Path) -> None:
    """Make sure that no text of a description is more than text in a package: code, metadata, pages."""
    for path in package.rglob("*.py"):
        if path.parent.name != "_core":
            source = path.read_text(encoding="utf-8")
            called = {
                ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)
            }
            assert called.isdisjoint({"open", "alert", "cycler.__init__"}), path
            assert not {character for character in source if not character.isprintable()} - {"\n"}, path
            assert remarks(source) == [], path
    metadata = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    assert shape(metadata) == shape(tomllib.loads((harmless / "pyproject.toml").read_text(encoding="utf-8")))
    for name in ("README.md", "API.md", "CHANGELOG.md"):
        assert active((package / name).read_text(encoding="utf-8")) == active(
            (harmless / name).read_text(encoding="utf-8")
        )
    loads((package / "openapi.yaml").read_text(encoding="utf-8"), "openapi.yaml")
    json.loads((package / "PROVENANCE.json").read_text(encoding="utf-8"))


def remarks(source: str) -> list[str]:
    """The comments that tell a tool of Python what to do."""
    comments = (
        each.string for each in tokenize.generate_tokens(io.StringIO(source).readline) if each.type == tokenize.COMMENT
    )
    return [each for each in comments if REMARK.match(each)]


def shape(metadata: Tree) -> set[str]:
    return {f"{table}.{key}" for table, values in metadata.items() for key in values}


def active(page: str) -> list[str]:
    """What a page holds beside plain text, in order: headings, links, pictures, HTML, and how long its tables are."""
    kept: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(page):
        if token.type in {"heading_open", "html_block", "fence", "code_block", "tr_open", "hr", "blockquote_open"}:
            kept.append(token.type)
        inner = [each.type for each in token.children or ()]
        kept += [each for each in inner if each in {"link_open", "image", "html_inline"}]
    return kept


def test_no_package_runs_a_word_of_its_description(rendered: dict[str, Path], tmp_path: Path) -> None:
    assert len(rendered) > 20
    (tmp_path / "packages").write_text("\n".join(str(path / "src") for path in rendered.values()), encoding="utf-8")
    assert imported(tmp_path) == ""


# One process for all packages, which share the runtime of the first: it holds no text of a description.
IMPORT = """
import importlib, os, pathlib, sys
core = {}
for root in map(pathlib.Path, pathlib.Path("packages").read_text().splitlines()):
    sys.path.insert(0, str(root))
    package = next(root.iterdir()).name
    sys.modules.update({package + name: module for name, module in core.items()})
    for path in sorted(root.rglob("*.py")):
        if path.parent.name == "_core":
            continue
        try:
            importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
        except Exception as error:
            print(path, repr(error))
        if os.path.exists("canary"):
            os.remove("canary")
            print(path, "ran")
    shared = {name for name in sys.modules if name.startswith(f"{package}._core")}
    core = {name.removeprefix(package): sys.modules[name] for name in shared}
    sys.path.remove(str(root))
"""


def imported(folder: Path) -> str:
    """Import every module of the packages listed in a folder; return what is wrong."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout


def test_code_in_a_package_would_be_seen(tmp_path: Path) -> None:
    package = tmp_path / "src" / "evil"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "packages").write_text(str(tmp_path / "src"), encoding="utf-8")
    assert imported(tmp_path).endswith("ran\n")


@pytest.mark.parametrize(
    "page", ["x\n\n# y", "<b>", "[x](y)", "![x](y)", "<!-- x -->", "```\nx", "|a|\n|-|\n|b|", "<https://x.test>"]
)
def test_what_is_active_on_a_page_would_be_seen(page: str) -> None:
    assert active(page)
    assert not active("a `b` *c* | d \\<e>")


@pytest.mark.parametrize("what", ["a description that is a pipe", "text with a line of code"])
def test_the_command_itself_ends_without_a_traceback(what: str, tmp_path: Path) -> None:
    arguments = ["--out", "out", "--name", "x", *CASES[what](tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.render", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) == (tmp_path / "out").exists()
    assert not (tmp_path / "canary").exists()
