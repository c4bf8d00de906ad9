"""What a user did wrong, told in one line: `file:pointer: what is wrong: what to do`."""

import gc
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

# What a message quotes may be as long as the input.
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input, with its place and its cure."""

    where: str
    what: str
    cure: str

    def __str__(self) -> str:
        return ": ".join(_shown(part) for part in (self.where, self.what, self.cure) if part)


def _shown(part: str) -> str:
    """Return a part on one line, short, and without what moves a terminal's cursor or turns the text around."""
    half = LONGEST // 2
    cut = part if len(part) <= LONGEST else f"{part[:half]} ... {part[-half:]}"
    line = " ".join(cut.split())
    return line if line.isprintable() else "".join(each if each.isprintable() else _escaped(each) for each in line)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class Refused(Exception):  # noqa: N818 - it says what happened to the input
    """The input can't be used; `problems` says why, a line each."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def refuse(where: str, what: str, cure: str) -> NoReturn:
    """Raise `Refused` for a single problem."""
    raise Refused(Problem(where, what, cure))


def refuse_all(problems: Iterable[Problem]) -> None:
    """Raise `Refused` when there is any problem; otherwise do nothing."""
    found = tuple(problems)
    if found:
        raise Refused(*found)


def run(main: Callable[[Sequence[str]], int]) -> NoReturn:
    """Run a command line's `main(argv)` and exit: 0 or its result, 1 with a line per problem, 130 on Ctrl-C."""
    try:
        code = main(sys.argv[1:])
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        code = 1
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        where = str(error.filename2 or error.filename or "system")
        print(Problem(where, error.strerror or str(error), "check the path"), file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    # All that is left dies with the process; to look for circles in a large tree first takes seconds.
    gc.freeze()
    sys.exit(code)
