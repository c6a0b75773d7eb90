"""Checkpoints: signed heads of the chains, by which others check that a chain only ever grows."""
