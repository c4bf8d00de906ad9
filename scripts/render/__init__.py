"""Turn effective specs into the files of a package.

    package(Inputs(...)) -> {path: bytes}

The generator's parser reads the lowered spec (`engine`), `build` decides what the package holds, `emit` puts it into
words, and `count` holds the words against the effective specs again.
"""

from scripts.render.assemble import Inputs, package

__all__ = ["Inputs", "package"]
