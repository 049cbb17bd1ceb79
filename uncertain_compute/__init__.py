"""Monte Carlo uncertainty for AI-compute forecasts: priors in, credible intervals out.

>>> import uncertain_compute as uc
>>> study = uc.load("sora", priors="expert")
>>> run = uc.run(study, draws=4096, seed=1)
>>> table = uc.summarize(run)
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
