"""Whether what a description says of its evidence is true. Nothing in here has a say in what a package holds."""
