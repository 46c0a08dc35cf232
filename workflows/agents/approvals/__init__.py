"""Asking a person before something is done, and hearing the answer, whenever it comes."""
