"""Events out: other people's programs are told what happened, signed, until they have heard it."""
