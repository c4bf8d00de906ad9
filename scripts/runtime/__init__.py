"""What every client shares: sending, errors, models, dates. Private to the package; import from the package's root."""
