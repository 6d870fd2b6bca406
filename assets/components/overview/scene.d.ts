// From explainer.ui.pictures.overview, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  columns: ColumnMeta[];
  braces: Brace[];
  focus: Place;
  label: number | null;
  prediction: number;
  why: string;
  where: string;
  shown: number;
  title: string;
  text: Record<string, string>;
}

export interface Brace {
  title: string;
  first: number;
  last: number;
}

export interface ColumnMeta {
  stage: string;
  array: string;
  rectifies: string | null;
  drawing: "maps" | "strip" | "units" | "classes";
  origin: "given" | "window" | "same" | "cell" | "map" | "numbers";
  chain: number;
  word: "image" | "map" | "place" | "mean" | "unit" | "class";
  choosable: boolean;
  account: string | null;
  cells: string | null;
  window: KernelPlace | null;
  outcome: Outcome | null;
  count: number;
  inputs: number;
  title: string;
  shape: string;
  parameters: number | null;
  sentence: string;
  scale: Scale;
  silent: number[];
  after: string;
  dropouts: DropoutMeta[];
}

export interface DropoutMeta {
  stage: string;
  label: string;
}

export interface KernelPlace {
  size: number;
  strides: number;
  top: number;
  left: number;
}

export interface Outcome {
  before: string;
  after: string;
  format: "number" | "probability";
}

export interface Place {
  column: number;
  index: number;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
