"""What a method's docstring says is all that its reader has to know, and so."""

import ast
import re
from pathlib import Path

import pytest

from tests.features_package import source

WIDTH = 120


def docstring(resource: str, method: str, twin: str = "") -> str:
    path = source() / "acme_client" / "resources" / f"{resource}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [
        each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == f"{twin}{resource.title()}"
    ]
    methods = {each.name: each for each in classes[0].body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    return ast.get_docstring(methods[method]) or ""


def raised(text: str) -> list[str]:
    return re.findall(r"^    (\w+Error): ", text.partition("Raises:\n")[2], re.MULTILINE)


@pytest.mark.parametrize(
    ("resource", "method", "expected"),
    [
        (
            "conversations",
            "list",
            {"AuthenticationError", "RateLimitError", "PagingError", "ResponseTooLargeError", "MissingCredentialError"},
        ),
        ("messages", "draft_answer", {"ServerError", "StreamInterruptedError", "MissingCredentialError"}),
        ("auth", "get_user", {"LoginError", "MissingCredentialError", "ResponseTooLargeError"}),
        ("auth", "create_token", {"BadRequestError", "ResponseTooLargeError"}),
        ("oddities", "get_oddities", {"ResponseTooLargeError"}),
    ],
)
@pytest.mark.parametrize("twin", ["", "Async"])
def test_every_exception_is_named(resource: str, method: str, expected: set[str], twin: str) -> None:
    always = {"ApiStatusError", "ApiConnectionError", "DecodeError"}
    assert set(raised(docstring(resource, method, twin))) == expected | always


def test_the_exceptions_of_a_status_come_first_and_any_other_status_is_told() -> None:
    text = docstring("conversations", "list")
    assert raised(text)[:3] == ["AuthenticationError", "RateLimitError", "ApiStatusError"]
    assert "ApiStatusError: Something is wrong (any other status of failure)." in text
    assert "ApiStatusError: Any other status of failure." in docstring("files", "download_file")
    text = docstring("messages", "list")
    assert "ApiStatusError: Something is wrong (any other 4XX). Any other status of failure." in text


@pytest.mark.parametrize(
    ("resource", "method", "expected"),
    [
        ("conversations", "list", "`desk_key`"),
        ("stats", "export_journal", "`desk_id` and `desk_secret`"),
        ("stats", "get_summary", "`report_key` or `old_desk`"),
        ("auth", "create_token", "none"),
        ("oddities", "get_oddities", "`desk_key` or nothing"),
    ],
)
def test_the_credential_of_a_call_is_named(resource: str, method: str, expected: str) -> None:
    needed = f"MissingCredentialError: Nothing was sent: it needs {expected}."
    assert (needed in docstring(resource, method)) is expected.endswith("`")
    readme = (source().parent / "README.md").read_text(encoding="utf-8")
    row = next(each for each in readme.splitlines() if each.startswith(f"| `{resource}.{method}()`"))
    assert row.endswith(f" | {expected} |")


def test_a_call_that_is_not_sent_again_says_so() -> None:
    assert "`POST /files`, not retried\n" in docstring("files", "upload_files")
    assert "`POST /conversations`\n" in docstring("conversations", "open")


def test_a_file_says_what_it_may_be_given_as() -> None:
    assert "Bytes, a path, or a file that is open in binary mode" in docstring("files", "replace_file")
    assert "or a tuple: its name" in docstring("files", "upload_files")


def test_several_results_are_told_apart() -> None:
    assert "The file (200). A part (206)." in docstring("files", "download_file")
    assert "Nothing. It is gone." in docstring("conversations", "delete_conversation")


def test_the_description_of_a_tag_reaches_the_client_and_its_resource() -> None:
    said = "What visitors and agents say to each other, case by case."
    for path in (source() / "acme_client" / "client.py", source() / "acme_client" / "resources" / "conversations.py"):
        assert path.read_text(encoding="utf-8").count(said) == 2


def test_a_login_says_what_its_argument_is() -> None:
    text = (source() / "acme_client" / "client.py").read_text(encoding="utf-8")
    flat = " ".join(text.split())
    assert "account: A name and a password. As `name:password`." in flat
    assert "user: The name and the password of a person. An access token that you have; without it" in flat


def test_docstrings_are_wrapped_and_end_their_sentences_once() -> None:
    for path in (source() / "acme_client").rglob("*.py"):
        for text in docstrings(path):
            assert max(map(len, text.splitlines()), default=0) <= WIDTH, path
            assert not re.search(r"[^.]\.\.(\s|$)|\.\)\.", text), path


def docstrings(path: Path) -> list[str]:
    """Return the docstrings of a module as they stand, with the blanks before them."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [each for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, kinds)]
    return [ast.get_docstring(each, clean=False) or "" for each in nodes]
