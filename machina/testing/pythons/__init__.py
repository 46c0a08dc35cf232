"""Machina on each Python of this machine: installed from wheels alone, started once, tested. Standard library only."""
