// From explainer.ui.pictures.curves, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  text: Record<string, string>;
  epochs: number;
  batches: number;
  interval: number;
  article: Accuracies;
  validationImages: number;
}

export interface Arrays {
  points: Packed;
  tests: Packed;
  validations: Packed;
}

export interface Accuracies {
  first: number;
  last: number;
}
