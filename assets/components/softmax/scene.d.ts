// From explainer.ui.pictures.softmax, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  focus: number;
  prediction: number;
  label: number | null;
  text: Record<string, string>;
}

export interface Arrays {
  logits: Packed;
  probabilities: Packed;
}
