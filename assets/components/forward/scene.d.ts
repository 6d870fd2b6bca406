// From explainer.ui.pictures.forward, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  model: string;
  pixels: number;
  instructions: InstructionMeta[];
}

export interface InstructionMeta {
  stage: string;
  name: string;
  shape: number[];
  output_shape: number[];
  numbers: Record<string, number>;
  roles: string[];
  function: string;
}
