"""Schemathesis's own generated tests against a service, live or replayed, seeded with what was recorded.

    python -m scripts.live --live URL [--vendor NAME] [--variant NAME] [--max-examples N] [--rate 2/s] [--writes]

Safe unless told otherwise: only GET and HEAD are sent, and operations that the description marks `x-read-only: true`;
with `--writes` all. Credentials come from the variables that the client reads, and show in no output. Every answer is
judged by conform too. The exit code is 1 where there is any finding.
"""
