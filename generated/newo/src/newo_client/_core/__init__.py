# Copied by `nox -s generate -- newo` from scripts/runtime/__init__.py. Change that, not this file.
"""What every client shares: sending, errors, models, dates. Private to the package; import from the package's root."""
