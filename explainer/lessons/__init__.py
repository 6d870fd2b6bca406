"""The glossary, the tours and the article, from one TOML file per subject and language in `assets/lessons`."""
