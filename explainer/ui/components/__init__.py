"""The canvas components: typed functions around the files of `assets/components`."""
