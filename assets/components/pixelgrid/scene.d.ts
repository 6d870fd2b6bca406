// From explainer.ui.pictures.pixelgrid, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stored: boolean;
  label: number | null;
  one_hot: number[] | null;
  text: Record<string, string>;
}

export interface Arrays {
  pixels: Packed;
}
