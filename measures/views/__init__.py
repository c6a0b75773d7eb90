"""The pages: they read, hand over ready objects, and decide nothing."""
