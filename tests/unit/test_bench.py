"""The measuring tool itself: what it reports, not how long anything takes."""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from scripts import vendors
from scripts.bench import __main__ as bench
from scripts.bench import calling, coding, entry, figures, generation, importing, judges, judging, processes, replaying
from scripts.bench.contenders import CONTENDERS, OURS, PYDANTIC, SPEEDY, STOCK, TASKS, worker
from scripts.bench.contenders.plain import codec, dumps
from scripts.bench.conversations import UNKNOWN, comparable, conversations
from scripts.problem import Refused


def grid(**rows: dict[str, list[float]]) -> figures.Grid:
    return figures.Grid("a title", "other", "ms", rows, ["a note"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("packages")
    coding.generate(made)
    return made


def test_a_ratio_is_that_of_the_medians() -> None:
    figure = figures.Figure("a", [1.0, 9.0, 2.0], "b", [4.0, 4.0, 100.0])
    assert figure.ratio == 0.5
    assert figure.as_dict()["seconds"] == [1.0, 9.0, 2.0]


def test_a_grid_is_markdown_with_medians_least_values_and_ratios() -> None:
    made = grid(ours={"read": [0.003, 0.002, 0.1], "write": [0.3]}, other={"read": [0.006]})
    console = Console(width=100, file=StringIO())
    console.print(made.table())
    lines: Iterator[str] = iter(console.file.getvalue().splitlines())  # type: ignore[attr-defined]
    rows = [[cell.strip() for cell in line.strip(" |").split("|")] for line in lines if line.strip()]
    assert rows[0] == ["ms: median (least) xratio to other", "read", "write"]
    assert rows[2:] == [["ours", "3.0 (2.0) x0.50", "300 (300)"], ["other", "6.0 (6.0) x1.00", "-"]]
    assert made.as_dict()["seconds"] == {
        "ours": {"read": [0.003, 0.002, 0.1], "write": [0.3]},
        "other": {"read": [0.006]},
    }


@pytest.mark.parametrize(("limit", "word"), [(0.6, "met"), (0.5, "met"), (0.4, "missed")])
def test_a_time_is_to_be_at_most_its_limit(limit: float, word: str) -> None:
    verdict = grid(ours={"read": [1.0]}, other={"read": [2.0]}).at_most("read", "ours", "other", limit)
    assert str(verdict) == f"{word}: read: ours at most {limit} x the time of other (is 0.50)"


@pytest.mark.parametrize(("limit", "word"), [(2.1, "missed"), (2, "met"), (1.9, "met")])
def test_a_speed_is_to_be_at_least_its_limit(limit: float, word: str) -> None:
    verdict = grid(ours={"read": [1.0]}, other={"read": [2.0]}).as_fast("read", "ours", "other", limit)
    assert str(verdict) == f"{word}: read: ours at least {limit} x as fast as other (is 2.00)"


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    verdict = grid(ours={"read": [1.0]}).at_most("read", "ours", "absent", 1)
    assert verdict.as_dict()["verdict"] == "not measured"
    assert "is" not in str(verdict).split()


def test_things_are_run_by_turns_after_a_run_of_each_that_does_not_count() -> None:
    order: list[str] = []

    def note(name: str) -> float:
        order.append(name)
        return float(len(order))

    ours, other = processes.by_turns(2, lambda: note("ours"), lambda: note("other"))
    assert order == ["ours", "other"] * 3
    assert (ours, other) == ([3.0, 5.0], [4.0, 6.0])


def test_a_process_that_fails_is_no_figure() -> None:
    with pytest.raises(Refused, match="exit code 3: broken: mend it first"):
        processes.process(sys.executable, "-c", "import sys; print('broken', file=sys.stderr); sys.exit(3)")


def test_a_process_costs_the_time_it_computes_and_not_the_time_it_sleeps() -> None:
    assert processes.cpu(sys.executable, "-I", "-c", "import time; time.sleep(1)") < 0.9


def test_every_figure_is_printed_and_written_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(vendor: vendors.Vendor, rounds: int) -> figures.Figure:
        return figures.Figure(vendor.name, [1.0] * rounds, "other", [2.0] * rounds)

    def part(*_: object) -> figures.Part:
        found = grid(**{"ours": {"read": [1.0]}, "other": {"read": [2.0]}, SPEEDY: {"read": [2.0]}})
        return figures.Part(found, [found.at_most("read", "ours", "other", 0.1)])

    for name in ("generation", "whole_generation", "evidence"):
        monkeypatch.setattr(generation, name, made)
    grids = {
        judging: "judging",
        importing: "importing",
        coding: "coding",
        calling: "calling",
        replaying: "replaying",
    }
    for module, name in grids.items():
        monkeypatch.setattr(module, name, part)
    # A goal that is missed fails nothing.
    assert bench.main(["--rounds", "3", "--json", str(tmp_path / "figures.json")]) == 0
    printed = capsys.readouterr().out
    assert printed.count(f"| {SPEEDY} ") == printed.count("- a note\n- missed: read: ours at most") == 5
    written: Any = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert len(written["figures"]) == 3 * len(vendors.find())
    assert written["figures"][0]["beside_seconds"] == [2.0, 2.0, 2.0]
    assert [each["title"] for each in written["grids"]] == ["a title"] * 5
    assert {each["verdict"] for each in written["verdicts"]} == {"missed"}
    assert written["machine"]["versions"]["httpx"]


def test_a_part_is_measured_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    part = figures.Part(grid(ours={"read": [1.0]}, other={"read": [2.0]}), [])
    monkeypatch.setattr(judging, "judging", lambda *_: part)
    assert bench.main(["--only", "judging"]) == 0
    assert capsys.readouterr().out.count("- a note") == 1


def test_every_judge_works_in_a_process_that_tells_seconds_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "EXCHANGES", 20)
    part = judging.judging(vendors.find(), 1)
    assert list(part.grid.seconds) == list(judges.JUDGES)
    assert all(set(found) == {vendor.name for vendor in vendors.find()} for found in part.grid.seconds.values())
    assert len(part.grid.notes) == len(judges.JUDGES)
    assert part.verdicts[-1].value is not None
    assert 5 < part.verdicts[-1].value < 1000


def test_judges_are_held_to_a_share_of_the_time_of_schemathesis_and_to_memory() -> None:
    made = grid(**{judges.OURS: {"a": [1.0], "b": [1.0]}, judges.THEIRS: {"a": [5.0], "b": [4.9]}})
    assert [each.word for each in judging.verdicts_of(made, 99)] == ["met", "missed", "met"]
    assert judging.verdicts_of(made, 101)[-1].word == "missed"


def test_a_judge_that_fails_is_no_figure() -> None:
    with pytest.raises(Refused, match=r"exit code 1: .*mend it first"):
        judging.run_of("nobody", vendors.find()[0].name, [])()


def test_a_replay_is_measured_beside_a_bare_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "REQUESTS", 8)
    part = replaying.replaying(vendors.find()[0], 1)
    assert part
    assert {name: len(found["8 requests"]) for name, found in part.grid.seconds.items()} == {
        replaying.REPLAY: 1,
        replaying.BARE: 1,
    }
    assert part.verdicts[0].value
    assert "requests/s" in part.grid.notes[0]


def test_an_answer_that_is_not_the_exchanges_is_no_figure() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno")
        with pytest.raises(Refused, match="another answer than the exchange's"):
            replaying.asking([ours], b"GET / HTTP/1.1\r\n\r\n", b"it")
        theirs.recv(100)
        theirs.close()
        with pytest.raises(Refused, match="it ended the connection"):
            replaying.received(ours, 1)


def test_evidence_is_measured_beside_the_same_description_without_it() -> None:
    tree = {"get": {"x-source": "page:1", "parameters": [{"name": "x-source", "x-inferred": {"type": "why"}}]}}
    assert generation.without_evidence(tree) == {"get": {"parameters": [{"name": "x-source"}]}}
    figure = generation.evidence(vendors.find()[0], 1)
    assert len(figure.ours) == len(figure.other) == 1


def test_an_import_costs_what_it_takes_above_a_bare_interpreter() -> None:
    found = importing.net({importing.BARE: [1.0, 2.0, 9.0], "a\nimport": [3.0, 4.0], "a\nready to call": [5.0]})
    assert found == {"a": {"import": [1.0, 2.0], "ready to call": [3.0]}}


def test_an_import_is_judged_beside_what_all_need_and_beside_the_best_peer() -> None:
    rows = {"ours": 1.2, importing.NEEDED: 1.0, "openai": 3.0, "cohere": 1.1}
    made = grid(**{name: {column: [seconds] for column in importing.COLUMNS} for name, seconds in rows.items()})
    found = importing.verdicts_of(made, "ours")
    assert [each.word for each in found] == ["met", "missed"] * 2
    assert "time of cohere" in found[1].claim
    alone = importing.verdicts_of(grid(ours=made.seconds["ours"]), "ours")
    assert {each.word for each in alone} == {"not measured"}


def test_what_is_not_installed_is_said_and_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "installed", lambda _: False)
    monkeypatch.setattr(importing, "BASES", {importing.NEEDED: ("pass", "pass")})
    part = importing.importing(vendors.find(), 1)
    assert list(part.grid.seconds) == [importing.NEEDED]
    assert sum("not installed" in note for note in part.grid.notes) == len(vendors.find()) + len(importing.PEERS)
    assert part.verdicts == []


def test_the_entry_of_a_package_is_a_program_that_runs() -> None:
    for vendor in vendors.find():
        found = entry.entry(vendor)
        assert found
        exec(f"{found.importing}; {found.ready}", {})
    assert entry.entry(vendors.Vendor("nobody")) is None


def test_a_call_is_measured_beside_the_very_same_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "CALLS", 1)
    found = entry.entry(vendors.find()[0])
    assert found
    sent = calling.sent_by(found)
    requests: list[tuple[str, httpx.URL, dict[str, str]]] = []

    def note(request: httpx.Request) -> httpx.Response:
        requests.append((request.method, request.url, dict(request.headers)))
        return httpx.Response(200, json={})

    transport = httpx.MockTransport(note)
    for batches in (
        calling.plain(sent, transport, {}, sent.headers),
        calling.plain(sent, transport, sent.headers, {}),
        calling.of_ours(found, transport),
    ):
        asyncio.run(batches[calling.SYNC[0]]())
        asyncio.run(batches[calling.ASYNC[0]]())
    assert len(requests) == 6
    assert all(each == requests[0] for each in requests)


def test_what_is_read_is_a_recorded_answer() -> None:
    vendor = vendors.find()[0]
    found = entry.entry(vendor)
    assert found
    assert json.loads(calling.answer(vendor, calling.sent_by(found)))


def test_calls_are_measured_in_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "CALLS", 2)
    part = calling.calling(vendors.find()[0], 1)
    assert part
    assert part.grid.columns == [*calling.SYNC, *calling.ASYNC]
    assert len(part.grid.seconds) == 3
    assert [each.word == "not measured" for each in part.verdicts] == [False, False]
    assert calling.calling(vendors.Vendor("nobody"), 1) is None


def test_the_conversations_are_the_same_each_time_and_about_a_megabyte() -> None:
    values = conversations()
    assert values == conversations()
    assert len(values) == 1000
    assert 0.9e6 < len(dumps(values)) < 1.2e6
    # Pinned, so that figures of different days are of the same data.
    assert values[0]["id"] == "d837115d51fe026f4c8a14e9"


def test_the_conversations_hold_all_that_makes_reading_hard() -> None:
    values = conversations()
    assert {each["_type"] for each in values} == {"chat", "call", "email"}
    assert {each.get("assignment", "unset") is None for each in values} == {True, False}
    assert any("closed_at" not in each for each in values)
    assert any(each["state"].startswith("new_") for each in values)
    assert any("sentiment" in each for each in values)


def test_what_contenders_write_is_compared_as_instants_and_without_what_they_drop() -> None:
    assert comparable({"at": "2026-01-01T00:00:00Z"}) == comparable({"at": "2026-01-01T01:00:00.000+01:00"})
    unknown = min(UNKNOWN)
    assert comparable([{unknown: 1, "id": "1"}], known_only=True) == [{"id": "1"}]
    assert comparable([{unknown: 1}]) == [{unknown: 1}]


@pytest.mark.parametrize("name", CONTENDERS)
def test_every_contender_that_is_installed_writes_what_it_read(name: str, folder: Path) -> None:
    if lacking := coding.lacks(name):
        pytest.skip(lacking)
    with coding.started(name, folder) as running:
        found = running.round()
    assert set(found) <= set(TASKS)
    assert all(seconds > 0 for seconds in found.values())
    assert set(found) == set(TASKS) or name.endswith("alone")


@pytest.mark.parametrize("name", [OURS, SPEEDY])
def test_a_package_with_a_json_of_its_own_is_measured_with_it(name: str, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    core = next((tmp_path / "ours/src").glob("*/_core"))
    text = "\nimport sys\nprint('with orjson' if sys.modules.get('orjson', 1) else '')\n"
    with (core / "jsons.py").open("a", encoding="utf-8") as file:
        file.write(text)
    command = [sys.executable, "-m", "scripts.bench.contenders.worker", name, str(tmp_path)]
    done = subprocess.run(command, cwd=vendors.ROOT, input="", capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == ("" if name == OURS else "with orjson")


def test_a_contender_that_loses_something_is_refused() -> None:
    values = conversations(3)
    check = worker.check
    check("json", codec("json"), dumps(values), values)
    with pytest.raises(Refused, match="json: objects -> bytes does not give what was read"):
        check("json", codec("json"), dumps(values[:2]), values)


def test_a_contender_whose_process_ends_is_no_figure(folder: Path) -> None:
    with pytest.raises(Refused, match="its process ended"), coding.started("nobody", folder):
        pass


def test_without_orjson_means_that_it_cannot_be_imported(folder: Path) -> None:
    load = "import pathlib as p, sys; from scripts.bench.contenders import worker as w"
    load += "; w.loaded(sys.argv[1], p.Path(sys.argv[2]))"
    for name, words in ((OURS, "import of orjson halted"), (SPEEDY, "")):
        command = [sys.executable, "-c", f"{load}; import orjson", name, str(folder)]
        done = subprocess.run(command, cwd=vendors.ROOT, capture_output=True, text=True, check=False)
        assert (words in done.stderr, done.returncode) == (True, 1 if words else 0)


def test_our_package_is_judged_by_the_goals() -> None:
    rows = {OURS: 1.0, SPEEDY: 1.0, PYDANTIC: 1.9, STOCK: 0.5}
    made = grid(**{name: {task: [seconds] for task in TASKS} for name, seconds in rows.items()})
    words = [each.word for each in coding.verdicts_of(made)]
    assert words == ["met"] * 4 + ["missed"] * 4 + ["not measured"]
