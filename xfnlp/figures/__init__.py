"""Written amounts, rates and quantities to exact decimals."""

from xfnlp.figures.context import direction
from xfnlp.figures.find import FoundFigure, find_figures
from xfnlp.figures.model import Figure
from xfnlp.figures.read import prepare, read_figure

__all__ = ["Figure", "FoundFigure", "direction", "find_figures", "prepare", "read_figure"]
