"""What things cost. Each figure stands beside another of the same run, since machines differ and are noisy.

    python -m scripts.bench [--only PART] [--rounds N] [--json FILE]

Nothing here fails for being slow: a verdict says whether a goal is met, the exit code does not.
"""
