"""Print how much a vendor's exchanges tell.

python -m tests.conformance.mutants VENDOR
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence

from scripts import vendors
from scripts.problem import run
from tests.conformance.mutants.reasons import equivalence, listed, unexplained
from tests.conformance.mutants.score import BY, Exam, missed, scored, share
from tests.conformance.mutants.subject import Subject, subjects

LEGEND = """\
Each mutant is the description with one thing changed. The column says where the judge then finds something else: good,
in an exchange of the vendor; planted, in one broken on purpose; edge, in one at the limit of what is allowed; note, in
notes alone; nothing, so that the mutant survives and stands below with the reason."""


def main(argv: Sequence[str]) -> int:
    """Print the tables of a vendor, a variant after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.mutants", description="Print mutation scores.")
    parser.add_argument("vendor")
    found = subjects(vendors.get(parser.parse_args(argv).vendor))
    print(LEGEND, end="\n\n")
    for subject in found:
        print(*page(subject), sep="\n", end="\n\n")
    return 0


def page(subject: Subject) -> Iterator[str]:
    """Write the tables of one subject."""
    exam = Exam(subject)
    results = scored(exam)
    counted = Counter((mutant.kind, by) for mutant, by in results)
    kinds = sorted({mutant.kind for mutant, _ in results})
    planted, astray = exam.planted
    yield f"{subject.name}: {len(subject.exchanges)} exchanges, {len(planted)} planted, {len(exam.edges[0])} at an edge"
    yield f"{'mutants of':22}{'all':>7}" + "".join(f"{by:>9}" for by in BY)
    for kind in [*kinds, "all"]:
        row = [sum(count for key, count in counted.items() if kind in {key[0], "all"} and key[1] == by) for by in BY]
        yield f"{kind:22}{sum(row):7}" + "".join(f"{count or '':>9}" for count in row)
    yield f"caught: {share(results):.1%} of the mutants of the description"
    reasons = listed(subject.name)
    for mutant, by in results:
        if by == "nothing":
            reason = equivalence(exam, mutant) or reasons.get(mutant.what, "no reason is listed")
            yield f"survives: {mutant.what}: {reason}"
    yield from unexplained(exam, results, reasons)
    made = exam.broken()
    through = missed(exam, made)
    yield f"caught: {1 - len(through) / max(len(made), 1):.1%} of {len(made)} mutants of exchanges"
    yield from (f"let through: {each.exchange.name}: {each.what}" for each in through)
    yield from (f"planted, and found as something else: {each.exchange.name}: {each.what}" for each in astray)
    yield from (f"allowed, and complained of: {each.exchange.name}: {each.what}" for each in exam.edges[1])


if __name__ == "__main__":
    run(main)
