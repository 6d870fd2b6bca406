// From explainer.ui.pictures.optimizers, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  focus: Focus;
  balls: Ball[];
  rates: number[];
  low: number[];
  high: number[];
  lowest: number[];
  least: number;
  note: string;
  text: Texts;
}

export interface Arrays {
  surface: Packed;
  weights: Packed;
  losses: Packed;
  gradients: Packed;
  memory: Packed;
}

export interface Ball {
  id: "sgd" | "momentum" | "adagrad" | "rmsprop" | "adam";
  name: string;
  sentence: string;
  settings: Record<string, number>;
}

export interface Focus {
  optimizer: number;
  rate: number;
  number: number;
}

export interface Texts {
  optimizers: Record<string, string>;
  transport: Record<string, string>;
}
