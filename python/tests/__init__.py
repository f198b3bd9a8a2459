"""Tests of the package: ``python -m unittest discover`` from the folder above."""
