// From explainer.ui.pictures.flatten, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  focus: Record<"filter", number>;
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
