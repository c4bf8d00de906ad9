"""One module per stage of the pipeline; see CONTRIBUTING.md for the order in which they may import each other."""
