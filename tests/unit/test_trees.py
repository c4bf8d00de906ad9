"""A folder as a value."""

from pathlib import Path

import pytest

from scripts import trees


def test_a_folder_is_read_with_all_its_files(tmp_path: Path) -> None:
    trees.swap({"a.txt": b"a", "b/c.txt": b"c"}, tmp_path / "out")
    assert trees.read(tmp_path / "out") == {"a.txt": b"a", "b/c.txt": b"c"}


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert trees.read(tmp_path / "none") == {}


def test_nothing_stale_stays_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    trees.swap({"old.txt": b"1", "kept.txt": b"1"}, out)
    trees.swap({"kept.txt": b"2"}, out)
    assert trees.read(out) == {"kept.txt": b"2"}
    assert list(tmp_path.iterdir()) == [out]


def test_a_failure_while_building_leaves_the_old_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    trees.swap({"kept.txt": b"1"}, out)
    with pytest.raises(OSError, match="too long"):
        trees.swap({"kept.txt": b"2", "x" * 5000: b""}, out)
    assert trees.read(out) == {"kept.txt": b"1"}
    assert list(tmp_path.iterdir()) == [out]


def test_a_failure_while_swapping_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    trees.swap({"kept.txt": b"1"}, out)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError("the disk is full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="full"):
        trees.swap({"kept.txt": b"2"}, out)
    assert trees.read(out) == {"kept.txt": b"1"}
    assert list(tmp_path.iterdir()) == [out]


def test_each_kind_of_difference_is_named_with_its_path() -> None:
    expected = {"same": b"1", "missing": b"1", "changed": b"one\ntwo\n"}
    found = {"same": b"1", "stray": b"1", "changed": b"one\n2\n"}
    assert [str(each) for each in trees.differences(expected, found, "generated/x", "run it")] == [
        "generated/x/changed: not what is generated (first difference in line 2): run it",
        "generated/x/missing: missing: run it",
        "generated/x/stray: nothing generates this file: run it",
    ]


def test_a_longer_file_differs_behind_its_last_common_line() -> None:
    (problem,) = trees.differences({"a": b"1\n2\n"}, {"a": b"1\n2\n3\n"}, "g", "run")
    assert "line 3" in problem.what


def test_what_checkers_leave_behind_is_no_part_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.pyc").write_bytes(b"")
    assert trees.read(tmp_path) == {}
