"""The pictures: one module each, named as its component in `assets/components/`: from data to what is sent."""
