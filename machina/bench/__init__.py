"""`make bench`: the bars of the design as figures, each beside the raw work of the same run."""
