// From explainer.ui.pictures.labshift, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  shift: Moved;
  most: number;
  lost: string;
  layers: Row[];
  answer: string;
  text: Record<string, string>;
}

export interface Arrays {
  image: Packed;
  before: Packed;
  after: Packed;
}

export interface Moved {
  down: number;
  right: number;
}

export interface Row {
  stage: string;
  title: string;
  size: string;
  sentence: string;
  start: number;
  maps: number;
  rows: number;
  columns: number;
  filter: number;
  alike: (number | null)[];
  typical: number | null;
  kind: "pixels" | "sequential" | "diverging";
}
