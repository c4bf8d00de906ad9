"""What the docstring of a method says of its arguments, its result and its exceptions."""

from collections.abc import Iterator

from scripts.render.annotation import members
from scripts.render.operation import Argument, Operation
from scripts.render.plan import Package

FILES = {
    "File": "Bytes, a path, or a file that is open in binary mode; or a tuple: its name, it, and its type.",
    "FileContent": "Bytes, a path, or a file that is open in binary mode.",
}
STATUS = "ApiStatusError"


def ended(text: str) -> str:
    """Return a text as a sentence."""
    text = text.strip()
    return text if not text or text.rstrip(")`\"'")[-1:] in {".", "!", "?", ":"} else f"{text}."


def described(argument: Argument) -> str:
    """Return what is said about an argument."""
    kinds = members(argument.annotation.text)
    taken = next((said for kind, said in FILES.items() if kind in kinds), "")
    nothing = "The body of the request." if argument.place == "whole" else "Not described."
    return " ".join(filter(None, [ended(argument.description), taken])) or nothing


def result_text(operation: Operation, twin: str) -> str:
    """Return what is said about the result."""
    texts = {ended(each.description): each.status for each in operation.returns if each.description.strip()}
    if len(texts) > 1:
        said = " ".join(f"{text.removesuffix('.')} ({status})." for text, status in texts.items())
    else:
        said = next(iter(texts), "" if operation.result.text == "None" else "Not described.")
    if operation.streaming:
        when = "Nothing is sent until it is iterated, awaited or entered." if twin else "It is read as you iterate."
        return f"{said} {when}"
    if operation.paging and twin:
        return (
            f"{said} Nothing is sent until it is awaited, for the first page, or iterated, for the items of all pages."
        )
    if operation.paging:
        return f"{said} Iterating goes on through the pages that follow, fetching each as it is reached."
    return f"Nothing. {said}".strip() if operation.result.text == "None" else said


def deprecation(operation: Operation) -> str:
    """Return what a caller of a deprecated method is told."""
    return f"{operation.http} {operation.path} is deprecated by the vendor."


def needed(operation: Operation, package: Package) -> str:
    """Return which arguments of the client hold the credentials of a method; nothing where it needs none."""
    arguments = {each.name: f"`{each.argument}`" for each in package.schemes}
    ways = [" and ".join(arguments[name] for name in each) for each in operation.security if each]
    optional = "nothing" if ways and () in operation.security else ""
    return " or ".join(filter(None, [*dict.fromkeys(ways), optional]))


def raised(operation: Operation, package: Package) -> list[tuple[str, str]]:
    """Return the exceptions of a method, with the reason for each."""
    found: dict[str, str] = {}
    for each in operation.errors:
        status = f"any other {each.status}" if each.status.endswith("XX") else each.status
        status = "any other status of failure" if status == "default" else status
        said = each.description.strip().rstrip(".") or "Not described"
        text = f"{said} ({status}{f', {each.grade}' if each.grade else ''})."
        found[each.error] = f"{found[each.error]} {text}" if each.error in found else text
    if all(each.status != "default" for each in operation.errors):
        found[STATUS] = f"{found.get(STATUS, '')} Any other status of failure.".strip()
    return [*sorted(found.items(), key=lambda pair: pair[0] == STATUS), *_always(operation, package)]


def _always(operation: Operation, package: Package) -> Iterator[tuple[str, str]]:
    """Yield the exceptions that no description names."""
    names = {name for each in operation.security for name in each}
    yield "ApiConnectionError", "The service could not be reached, or did not answer in time."
    if operation.streaming:
        yield "StreamInterruptedError", "The stream broke off; raised as you iterate."
    else:
        yield "ResponseTooLargeError", "The body is larger than `max_response_bytes`."
    when = "; raised as you iterate" if operation.streaming else ""
    yield "DecodeError", f"The service sent something else than promised{when}."
    if operation.paging:
        yield "PagingError", "A page leads back to one before it; raised as you iterate."
    if names and () not in operation.security:
        yield "MissingCredentialError", f"Nothing was sent: it needs {needed(operation, package)}."
    if any(each.kind == "OAuth2" and each.name in names for each in package.schemes):
        yield "LoginError", "The token server gave no token."
