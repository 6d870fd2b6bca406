"""What a run will take of disk, memory and time, and what it may."""
