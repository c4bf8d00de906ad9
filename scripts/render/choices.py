"""A choice between models must be one that a client can make: each has a field that the others lack."""

from collections.abc import Iterable, Iterator

from scripts.problem import Problem
from scripts.render.plan import Alias, Annotation, Model, Operation


def choice_problems(
    models: Iterable[Model], aliases: Iterable[Alias], operations: Iterable[Operation], name: str
) -> Iterator[Problem]:
    """Yield a problem for every model that nothing tells from the others of a choice.

    Args:
        models: the models of the package.
        aliases: its aliases.
        operations: its operations.
        name: what to call the document in messages.
    """
    known = {model.name: {field.wire for field in model.fields} for model in models}
    seen: set[str] = set()
    choices = (choice for each in _annotations(models, aliases, operations) for choice in _choices(each.text))
    for choice in choices:
        members = [text for text in choice if text in known]
        if " | ".join(choice) in seen:
            continue
        seen.add(" | ".join(choice))
        containers = [text for text in choice if text in {"list", "dict"}]
        if len(containers) > len(set(containers)):
            yield Problem(name, f"a choice between two kinds of {containers[0]}", "describe one that holds either")
        for member in members if len(members) > 1 else ():
            others = (known[other] for other in members if other != member)
            if not known[member].difference(*others):
                yield Problem(
                    f"{name}:/components/schemas/{member}",
                    f"nothing tells it from the others of {' | '.join(members)}",
                    "describe a property that only it has",
                )


def _choices(text: str) -> Iterator[list[str]]:
    """Yield the members of each choice in an annotation, outer and inner; a container by its name alone."""
    levels = [""]
    for char in text:
        if char == "[":
            levels.append("")
        elif char == "]":
            yield [each.strip() for each in levels.pop().split(",")[-1].split("|")]
        else:
            levels[-1] += char
    yield [each.strip() for each in levels[0].split("|")]


def _annotations(
    models: Iterable[Model], aliases: Iterable[Alias], operations: Iterable[Operation]
) -> Iterator[Annotation]:
    for model in models:
        yield from (field.annotation for field in model.fields)
    yield from (alias.annotation for alias in aliases)
    for operation in operations:
        yield from (argument.annotation for argument in operation.arguments)
        yield from (reply.annotation for reply in (*operation.returns, *operation.errors) if reply.annotation)
