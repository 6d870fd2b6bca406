"""Who is trained next, and by whom."""
