// From explainer.ui.pictures.ledger, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  classes: number[];
  choices: (number | null)[];
  trail: string;
  columns: (ScoresColumn | NoteColumn | ShareColumn | MadeColumn | SumColumn | WindowColumn)[];
  limit: number;
  text: Record<string, string>;
}

export interface Applied {
  rule: "function";
  value: number;
  result: string;
}

export interface Chosen {
  rule: "largest" | "mean";
  value: number;
  label: string;
  result: string;
  size: number;
  values: number[];
  inside: boolean[];
  chosen: number | null;
  position: number | null;
  scale: Scale;
}

export interface Field {
  rows: number[];
  columns: number[];
}

export interface Group {
  rows: Row[];
  others: Others;
}

export interface MadeColumn {
  level: number;
  kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
  title: string;
  stage: string;
  node: string;
  value: number;
  field: Field;
  making: (Applied | Scaled | Chosen)[];
}

export interface NoteColumn {
  level: number;
  kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
  title: string;
  stage: string;
  node: string;
  value: number;
  field: Field;
  note: string;
}

export interface Others {
  count: number;
  term: number;
}

export interface Row {
  index: number;
  name: string;
  value: number;
  weight: number;
  term: number;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Scaled {
  rule: "scaled";
  value: number;
  result: string;
  factor: number;
  bias: number;
}

export interface ScoresColumn {
  level: number;
  kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
  title: string;
  stage: string;
  node: string;
  value: number;
  field: Field;
  scores: [number, number];
  biases: [number, number];
  probabilities: number[];
  all_scores: number[];
  orders: Record<"difference" | "first" | "second", ScoresLines>;
  place_head: string;
  zeros: number;
  inputs: number;
  chosen: number | null;
  position: number | null;
}

export interface ScoresGroup {
  rows: ScoresRow[];
  others: ScoresOthers;
}

export interface ScoresLines {
  gains: ScoresGroup;
  losses: ScoresGroup;
}

export interface ScoresOthers {
  count: number;
  first: number;
  second: number;
}

export interface ScoresRow {
  index: number;
  name: string;
  short: string;
  value: number;
  weights: number[];
  first: number;
  second: number;
}

export interface ShareColumn {
  level: number;
  kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
  title: string;
  stage: string;
  node: string;
  value: number;
  field: Field;
  window: Window;
}

export interface Sheet {
  channels: number[];
  of: number;
  columns: number;
  limit: number;
}

export interface SumColumn {
  level: number;
  kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
  title: string;
  stage: string;
  node: string;
  value: number;
  field: Field;
  making: (Applied | Scaled | Chosen)[];
  before: number;
  bias: number;
  gains: Group;
  losses: Group;
  zeros: number;
  chosen: number | null;
  position: number | null;
  label: string;
  shares: boolean;
  sheet: Sheet | null;
}

export interface Window {
  label: string;
  size: number;
  values: number[];
  weights: number[];
  products: number[];
  inside: boolean[];
  area: Field | null;
  scale: Scale;
  weight_scale: Scale;
  chosen: number | null;
  position: number | null;
}

export interface WindowColumn {
  level: number;
  kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
  title: string;
  stage: string;
  node: string;
  value: number;
  field: Field;
  making: (Applied | Scaled | Chosen)[];
  before: number;
  bias: number;
  window: Window;
  chosen: number | null;
  position: number | null;
}
