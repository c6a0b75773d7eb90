"""The shape of what goes in and out; one module for each noun."""
