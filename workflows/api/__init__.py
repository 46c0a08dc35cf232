"""REST for workflows, runs and the editor's catalog. Who asks, pages and errors come from the settings of DRF."""
