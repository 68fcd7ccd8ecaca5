"""Fitting and measuring: calibration, evaluation, fine-tuning and export."""
