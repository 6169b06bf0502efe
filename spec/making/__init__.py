"""How the vectors are made."""
