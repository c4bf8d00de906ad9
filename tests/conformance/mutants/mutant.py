"""A description with one keyword changed."""

from dataclasses import dataclass

from tests.conformance.mutants.edits import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """What was changed, as a kind for the table and as a sentence; the tree.

    `schema` is the schema that was changed, "" where it is none; `calls` are the operations whose exchanges touch it.
    `part` says which part of a value it judges otherwise: "" the value itself, "/a" its field, "/" anything in it.
    """

    kind: str
    what: str
    tree: Tree
    calls: frozenset[str]
    schema: str = ""
    part: str = "/"
