"""A program that uses every feature of a client, as a user would write it: nothing but the package is imported.

python -m program URL, where URL is that of tests/sample/desk.py.
"""
