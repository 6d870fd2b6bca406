"""What is taught, as data: one TOML file a subject and language in `assets/lessons`, which a teacher can write."""
