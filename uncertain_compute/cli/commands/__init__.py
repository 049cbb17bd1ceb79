"""The kinds of commands: run, compare, view a stored run, show prior sets or a backtest."""
