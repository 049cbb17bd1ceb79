"""Work spread over Dask's workers: what a cluster is called, how one starts, and results of tasks on it."""
