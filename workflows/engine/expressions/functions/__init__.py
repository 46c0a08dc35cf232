"""What expressions can call beside CEL's own: each a typed function with words and an example, in one register."""

from workflows.engine.expressions.functions import dates, encoding, lists, text, values
from workflows.engine.expressions.functions.register import FUNCTIONS, Function

__all__ = ["FUNCTIONS", "Function", "dates", "encoding", "lists", "text", "values"]
