"""Files that anybody may bring are opened in a process of their own, which may fall without the server."""
