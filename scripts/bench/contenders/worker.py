"""A process that holds one contender alone, and for each line it reads runs each of its tasks once.

    python -m scripts.bench.contenders.worker NAME FOLDER

It says `{}` once it is ready and has shown that it writes back what it reads, then CPU seconds, a line for each round.
"""

import gc
import importlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scripts.bench.contenders import CONTENDERS, Codec, source
from scripts.bench.contenders.plain import dumps
from scripts.bench.conversations import comparable, conversations
from scripts.problem import refuse


def loaded(name: str, folder: Path) -> Codec:
    """Return a contender's codec; what it has to do without can't be imported from here on."""
    contender = CONTENDERS[name]
    for module in contender.without:
        missing: Any = None
        sys.modules[module] = missing
    if found := source(folder, contender):
        sys.path.insert(0, str(found))
    made: Codec = importlib.import_module(f"scripts.bench.contenders.{contender.module}").codec(contender.variant)
    return made


def check(name: str, codec: Codec, data: bytes, values: Any) -> None:
    """Refuse a contender that writes something else than it read, but for unknown fields where it loses them."""
    wanted = comparable(values, known_only=codec.drops)
    read, write = codec.read, codec.write
    found = {"objects -> bytes": json.loads(codec.dumps(codec.loads(data)))}
    if read and write:
        found["objects -> dict"] = write(read(values))
    for task, got in found.items():
        if comparable(got) != wanted:
            refuse(name, f"{task} does not give what was read", "mend scripts/bench/contenders")


def measured(tasks: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """Return the CPU seconds of each task, run once; what a task makes is thrown away after the clock stopped."""
    seconds: dict[str, float] = {}
    for name, task in tasks.items():
        gc.collect()
        start = time.process_time()
        made = task()
        seconds[name] = time.process_time() - start
        del made
    return seconds


def main(name: str, folder: Path) -> None:
    """Serve until there are no more lines."""
    values = conversations()
    data = dumps(values)
    codec = loaded(name, folder)
    check(name, codec, data, values)
    tasks = codec.tasks(data, values)
    print("{}", flush=True)
    for _ in sys.stdin:
        print(json.dumps(measured(tasks)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
