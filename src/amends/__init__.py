"""Say sorry to everyone you owe it to, and hear back."""
