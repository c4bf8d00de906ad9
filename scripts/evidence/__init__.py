"""Who says so: what each element of a description rests on, and whether that is true.

    python -m scripts.evidence VENDOR [--documents DIR] [--record] [--format text|json|markdown]

`statement` reads what an element says of itself, `walk` finds the elements of an effective spec, `grades` counts what
rests on what; `marks`, `sure` and `page` tell it in a package; `record` keeps what was verified. In `check`, `verify`
holds each element against the lines that it cites, `reverse` finds what a document prints and no element covers.
"""
