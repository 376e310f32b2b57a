"""The template engines that `benchmarks/templates.py` compares, one module each."""
