// From explainer.ui.pictures.question, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  place: string;
  field: Field;
  tolerance: string;
  given: Row[];
  said: Said | null;
  steps: Way[];
  progress: string;
  dots: Dot[];
  text: Record<string, string>;
}

export interface Dot {
  label: string;
  state: "open" | "right" | "seen";
  is_current: boolean;
}

export interface Field {
  is_whole: boolean;
  is_signed: boolean;
  unit: string;
  choices: number[];
  value: string;
}

export interface Row {
  label: string;
  note: string;
  value: string;
  sign: number;
}

export interface Said {
  state: "right" | "mistake" | "nearly" | "wrong" | "unreadable" | "shown";
  title: string;
  hint: string;
}

export interface Way {
  name: string;
  how: string;
  value: string;
  sign: number;
  state: "right" | "failing" | "after" | "plain";
  is_here: boolean;
}
