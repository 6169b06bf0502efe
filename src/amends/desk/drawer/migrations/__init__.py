"""How the drawer's tables came to be, one step a file, each with its way back."""
