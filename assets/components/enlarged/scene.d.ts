// From explainer.ui.pictures.enlarged, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  indices: number[];
  count: number;
  filter: number;
  scale: Scale;
  painted: string;
  text: Record<"maps" | "enlarged", Record<string, string>>;
}

export interface Arrays {
  maps: Packed;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
