"""Run the stage from the command line."""

from scripts.overlay import main
from scripts.problem import run

if __name__ == "__main__":
    run(main)
