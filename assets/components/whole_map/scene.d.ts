// From explainer.ui.pictures.whole_map, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  filter: number;
  scales: Record<"maps" | "means", Scale>;
  text: Record<"whole_map" | "transport", Record<string, string>>;
}

export interface Arrays {
  maps: Packed;
  means: Packed;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
