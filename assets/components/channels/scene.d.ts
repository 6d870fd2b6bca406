// From explainer.ui.pictures.channels, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  text: Record<string, string>;
}

export interface Arrays {
  picture: Packed;
}
