"""Builders of the components' payloads: one module per component, with the component's name in `assets/components/`."""
