// From explainer.ui.pictures.abstain, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  names: string[];
  place: number;
  text: Record<string, string>;
}

export interface Arrays {
  counts: Packed;
}
