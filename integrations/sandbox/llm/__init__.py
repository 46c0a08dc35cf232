"""A language model without one: rules that obey, for the demo and the tests, under `/sandbox/llm/`."""
