"""Who says so: what each element of a description rests on, and whether that is true.

    python -m scripts.evidence VENDOR [--documents DIR] [--format text|json|markdown]

`statement` reads what an element says of itself, `walk` finds the elements of an effective spec, `verify` holds each
against the lines that it cites, `reverse` finds what a document prints and no element covers, `report` puts it
together, and `page` tells it to people.
"""
