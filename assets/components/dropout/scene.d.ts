// From explainer.ui.pictures.dropout, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  rate: number;
  scale: Scale;
  text: Record<string, string>;
}

export interface Arrays {
  values: Packed;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
