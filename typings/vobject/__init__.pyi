"""What amends uses of vobject 0.9, typed."""
