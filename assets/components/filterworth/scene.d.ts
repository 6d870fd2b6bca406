// From explainer.ui.pictures.filterworth, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  rows: Row[];
  filter: number;
  changes: number[] | null;
  order: number[];
  progress: number | null;
  evaluation: string;
  title: string;
  rank: string;
  spare: string;
  text: Record<string, string>;
}

export interface Row {
  name: "learned" | "changed" | "off";
  label: string;
  accuracy: string | null;
  right: string;
}
