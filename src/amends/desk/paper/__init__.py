"""The page: stationery, letters, envelopes, reply slips, and the print run. Only here does typst set type."""
