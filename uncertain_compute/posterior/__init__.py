"""Beliefs and evidence make a posterior: by reweighting draws, by NUTS, or by sequential Monte Carlo."""
