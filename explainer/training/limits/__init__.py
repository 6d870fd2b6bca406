"""What a run will take of disk, memory and time, what it may, and from which address it is asked for."""
