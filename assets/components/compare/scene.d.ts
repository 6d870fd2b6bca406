// From explainer.ui.pictures.compare, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  rows: Network[];
  columns: Column[];
  text: Record<string, string>;
}

export interface Column {
  kind: string;
  flat: boolean;
  side: number | null;
  per_row: number;
  title: string;
  scale: Scale;
  cells: Record<number, Total>;
}

export interface Network {
  letter: string;
  prediction: number;
  verdict: "right" | "wrong" | null;
  verdict_words: string;
  answers: Share[];
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Share {
  digit: number;
  share: number;
  shown: string;
}

export interface Total {
  total: number;
}
