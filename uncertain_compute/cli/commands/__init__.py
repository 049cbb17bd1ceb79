"""What each kind of command does: a run, a comparison, a stored run shown again, priors or a backtest shown."""
