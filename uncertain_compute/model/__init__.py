"""Equations: what is needed to train and to serve a video model, and the graph that orders them."""
