"""The only folder that imports openapi-python-client: its parser and its naming; every warning is an error.

Version 0.29.1 is pinned exactly: neither its Python interface nor its templates are promised to hold still.
"""

from scripts.render.engine.naming import class_name, identifier, module_name, operation_name, safe, tag_name
from scripts.render.engine.parsing import Parsed, parse
from scripts.render.engine.types import ANY, Types

__all__ = [
    "ANY",
    "Parsed",
    "Types",
    "class_name",
    "identifier",
    "module_name",
    "operation_name",
    "parse",
    "safe",
    "tag_name",
]
