"""Controls for the lab: an analyst picks, figures and tables follow."""
