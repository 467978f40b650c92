"""The analysis plan: which of many possible analyses counts, fixed before results are seen."""
