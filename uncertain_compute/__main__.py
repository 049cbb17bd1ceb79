"""Run a forecast: python -m uncertain_compute [key=value ...]."""

from uncertain_compute.cli.main import main

if __name__ == "__main__":
    main()
