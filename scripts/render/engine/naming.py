"""Names in Python for what a description calls otherwise."""

import re
from functools import cache

from openapi_python_client import strings
from openapi_python_client.parser.openapi import generate_operation_id
from openapi_python_client.schema.untrusted_string import UntrustedString

from scripts.lower.names import plain

# Half of the time on a large description goes into naming the same few things anew.
strings.sanitize = cache(strings.sanitize)
strings.split_words = cache(strings.split_words)


def identifier(text: str) -> str:
    """Return a Python name for anything."""
    # `+1` and `-1` are different things.
    signed = re.sub(r"^([+-])(?=\d)", lambda found: "plus_" if found[1] == "+" else "minus_", plain(text))
    # And so are `sent`, `sent<` and `sent>`.
    compared = signed.replace("<", "_lt").replace(">", "_gt")
    return str(strings.PythonIdentifier(re.sub(r"[/:\[\]()]+", "_", compared).rstrip("_") or compared, "field_"))


def operation_name(operation_id: str | None, path: str, method: str) -> str:
    """Return a Python name for an operation: by its id, or else by method and path."""
    return identifier(operation_id or str(generate_operation_id(path=UntrustedString(path), method=method, prefix="")))


def tag_name(tag: str) -> str:
    """Return a Python name for a tag."""
    return str(strings.PythonIdentifier(re.sub(r"[/:]", "_", plain(tag)), "tag"))


def class_name(text: str) -> str:
    """Return a class name for anything."""
    return str(strings.ClassName(text, "Model"))


def module_name(text: str) -> str:
    """Return a module's name for a class."""
    return str(strings.PythonIdentifier(class_name(text), "model_"))


def safe(text: str) -> str:
    """Escape text for a docstring."""
    if text.isprintable() and "\\" not in text and '"""' not in text:
        return text
    return strings.safe_for_docstring(text)


def text_of(value: UntrustedString | str | None) -> str:
    """Return a text of the document as plain text."""
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else value or ""
