"""Values that conform to a schema: made by rule where that does, else drawn; the same for the same description."""

from scripts.instances.corpus import Corpus
from scripts.instances.drawn import draw
from scripts.instances.maker import Maker

__all__ = ["Corpus", "Maker", "draw"]
