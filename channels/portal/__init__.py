"""The town's portal: the API that a portal stands on, the parents' own pages, their calendar."""
