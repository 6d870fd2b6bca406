// From explainer.ui.pictures.input, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  focus: Record<"row" | "column", number>;
  stored: boolean;
  label: number | null;
  text: Record<string, string>;
}

export interface Arrays {
  pixels: Packed;
}
