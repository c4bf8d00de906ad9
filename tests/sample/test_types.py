"""A mistake of a user is an error for mypy and for pyright, both strict; the program without it is none."""

from pathlib import Path

import pytest

from scripts import demo
from tests.features_package import source
from tests.sample import judge

# What is wrong, the module of the program, and the edit that makes it so.
MISTAKES = [
    ("an argument of another type", "lists", "list(per=2)\n", 'list(per="2")\n'),
    ("items of another type", "calls", 'labels=["tea", "coffee"]', "labels=[1, 2]"),
    ("a day as text", "calls", "from_=date(2026, 1, 2)", 'from_="2026-01-02"'),
    ("a misspelt argument", "calls", 'x_trace="t-1"', 'x_trase="t-1"'),
    ("a required argument left out", "calls", 'body=TextBody(text="Hello"), reply_to=None', "reply_to=None"),
    ("a required argument that is not set", "calls", "from_=date(2026, 1, 2)", "from_=UNSET"),
    ("a wrong use of what is returned", "calls", "days: dict[str, int]", "days: list[int]"),
    ("a member that an enum has not", "calls", "status=Status.OPEN,", "status=Status.OPENED,"),
    ("a media type that is not described", "calls", '"application/json-patch+json"', '"application/json"'),
    ("a field that a body has not", "calls", 'Link(url="https://acme.test")', 'Link(address="https://acme.test")'),
    ("headers that are no mapping", "options", 'headers={"x-one": "1"}', 'headers=["x-one"]'),
    ("a timeout as text", "options", "with_options(timeout=60", 'with_options(timeout="60"'),
    ("a policy that does not exist", "options", "first_delay=0)", "delay=0)"),
    ("a raw response taken for its result", "options", "answer.parsed.items", "answer.items"),
    ("a request without a path", "options", '"GET", "/stats/summary", query', '"GET", query'),
    ("a client of the other kind", "options", "http_client=http)", "http_client=httpx.AsyncClient())"),
    ("what is not awaited", "asynchronous", "Conversation = await desk", "Conversation = desk"),
    ("what is iterated the wrong way", "asynchronous", "async for event in events:", "for event in events:"),
    ("a list taken for its page", "asynchronous", "await pager", "pager"),
    ("an event of another kind", "streams", "return event.message.id", "return event.status"),
    ("a kind that is not handled", "streams", "case UnknownDeskEvent():", "case StatusEvent():"),
    ("a stream of other items", "streams", "stream: LineStream[JournalEntry]", "stream: LineStream[str]"),
    ("a field of another kind", "values", "return conversation.subject", "return conversation.page_url"),
    ("what may not be set", "values", "name: str | None | Unset = contact.name", "name: str = contact.name"),
    ("an enum that may be text", "values", "status: Status | str = odd", "status: Status = odd"),
    ("a page that may not be there", "lists", "    assert following is not None\n", ""),
    ("a file as text", "files", "file=path,", 'file="notes.txt",'),
    ("bytes taken for text", "files", "content: bytes = desk", "content: str = desk"),
    ("a credential that is a number", "credentials", "credential: Credential = key", "credential: Credential = 7"),
    ("a misspelt credential", "desk", 'desk_key="key"', 'desk_kee="key"'),
    ("an attribute that an error has not", "errors", "error.retry_after\n", "error.retry_afer\n"),
    ("an attribute that an error's body has not", "errors", "each.pointer for each", "each.place for each"),
]  # fmt: skip


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, judge.Findings]:
    folder = tmp_path_factory.mktemp("sample")
    program = judge.copied(folder)
    for number, (_, module, old, new) in enumerate(MISTAKES):
        text = (program / f"{module}.py").read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        (program / f"mistake_{number}.py").write_text(text.replace(old, new), encoding="utf-8")
    for number, text in enumerate(demo.programs((source().parent / "README.md").read_text(encoding="utf-8"))):
        (program / f"readme_{number}.py").write_text(text, encoding="utf-8")
    return {"mypy": judge.mypy(folder), "pyright": judge.pyright(folder)}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_program_and_those_of_the_readme_have_no_error(checker: str, findings: dict[str, judge.Findings]) -> None:
    assert {module: said for module, said in findings[checker].items() if not module.startswith("mistake_")} == {}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
@pytest.mark.parametrize("number", range(len(MISTAKES)), ids=lambda number: MISTAKES[number][0])
def test_a_mistake_is_an_error(number: int, checker: str, findings: dict[str, judge.Findings]) -> None:
    assert findings[checker].get(f"mistake_{number}")


def test_the_judge_names_each_error_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(judge, "mypy", lambda _: {"lists": ["7: no"]})
    monkeypatch.setattr(judge, "pyright", lambda _: dict[str, list[str]]())
    assert judge.main() == 1
    said = capsys.readouterr().out
    assert "tests/sample/program/lists.py:7: no (mypy)" in said
    assert "mypy 1 errors, pyright 0 errors" in said
