"""The endpoints, one module for each noun. They decide nothing."""
