"""What is asked of the desk, by its address: one file a subject. Each handler names its page and calls one arrow."""
