"""The posterior from priors and evidence: by reweighting draws, NUTS, or sequential Monte Carlo."""
