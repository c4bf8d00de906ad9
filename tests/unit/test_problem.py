"""What a user sees of a fault."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import problem, vendors
from scripts.problem import Problem, Refused

ROOT = Path(__file__).parents[2]


def test_a_problem_is_one_line_whatever_its_parts_hold() -> None:
    assert str(Problem("a:/b", "two\nlines", "do\tit")) == "a:/b: two lines: do it"


def test_several_problems_are_refused_together() -> None:
    with pytest.raises(Refused) as caught:
        problem.refuse_all([Problem("a", "b", "c"), Problem("d", "e", "f")])
    assert str(caught.value) == "a: b: c\nd: e: f"


def test_no_problem_is_no_refusal() -> None:
    problem.refuse_all([])


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Refused(Problem("f:/p", "wrong", "mend it")), 1, "f:/p: wrong: mend it\n"),
        (
            FileNotFoundError(2, "No such file or directory", "f.yaml"),
            1,
            "f.yaml: No such file or directory: check the path\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_fault_ends_in_a_line_and_an_exit_code(
    fault: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def main(_: object) -> int:
        raise fault

    with pytest.raises(SystemExit) as caught:
        problem.run(main)
    assert caught.value.code == code
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("name", ["nobody", "../newo", "", "NEWO"])
def test_an_unknown_vendor_is_refused_with_those_there_are(name: str) -> None:
    known = ", ".join(vendor.name for vendor in vendors.find())
    with pytest.raises(Refused, match=f"no such vendor: use one of: {known}"):
        vendors.get(name)


@pytest.mark.parametrize(
    "command",
    [
        ["scripts.generate", "nobody"],
        ["scripts.conform", "nobody"],
        ["scripts.replay", "nobody"],
        ["scripts.lint", "nobody"],
        ["scripts.overlay", "none.yaml"],
        ["scripts.render", "--spec", "none.yaml", "--out", "none"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_tells_a_user_his_fault_in_one_line(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_a_message_quotes_can_neither_steer_a_terminal_nor_fill_it() -> None:
    assert str(Problem("a", "x\x1b[2J\u202ey\udc80", "c")) == "a: x\\x1b[2J\\u202ey\\udc80: c"
    long = str(Problem("a", "x" * 10_000 + "end", "c"))
    assert len(long) < 700
    assert long.endswith("end: c")


def test_who_has_seen_enough_of_the_output_gets_no_message() -> None:
    command = [sys.executable, "-c", "from scripts.problem import run; run(lambda _: print('line\\n' * 100_000) or 0)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "line\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1
