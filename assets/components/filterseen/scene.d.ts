// From explainer.ui.pictures.filterseen, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  patches: Seen[];
  digits: Digit[];
  scale: Scale;
  note: string;
  classes_note: string;
  text: Record<string, string>;
}

export interface Arrays {
  images: Packed;
  maps: Packed;
}

export interface Digit {
  mean: number;
  change: number;
  words: string;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Seen {
  address: string;
  top: number;
  left: number;
  height: number;
  width: number;
  value: number;
  label: string;
  spoken: string;
}
