"""The server's part of the components in `assets/components`: mounting, payloads, and the drawing canvas."""
