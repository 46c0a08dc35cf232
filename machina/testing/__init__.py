"""What tests share: `plugin` is loaded by pytest, `stack` starts all of Machina's processes."""
