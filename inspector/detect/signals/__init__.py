"""Signals: what a flow shows about its kind. One detector a module; `detectors.py` lists them."""
