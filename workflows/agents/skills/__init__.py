"""Skills: how a model should go about a job, told in pieces as it needs them."""
