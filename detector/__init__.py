"""From a listing photo to candidates, verified evidence and calibrated hits."""
