// From explainer.ui.pictures.article, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  line: string;
  lines: LineMeta[];
  numbers: string;
  is_changed: boolean;
  fits: boolean;
  text: Record<string, string>;
}

export interface AnswersPicture {
  kind: "answers";
  right: number;
  images: number;
}

export interface ArgumentMeta {
  key: string;
  name: string;
  value: string;
  default: string;
  given: boolean;
  text: string;
  rare: boolean;
  options: string[];
  chosen: number;
}

export interface BallPicture {
  kind: "ball";
  weights: number[];
  losses: number[];
  path: number[];
  updates: number;
}

export interface BatchesPicture {
  kind: "batches";
  images: number;
  batch_size: number;
  batches: number;
  epochs: number;
  done: EpochMeta[];
}

export interface Box {
  line: string;
  title: string;
  shape: string;
  parameters: number;
}

export interface CallMeta {
  name: string;
  arguments: ArgumentMeta[];
}

export interface DataPicture {
  kind: "digits" | "axes" | "scaling" | "one_hot";
  array: string;
  labels: number[];
  count: number;
}

export interface EpochMeta {
  epoch: number;
  loss: number;
  accuracy: number;
}

export interface Fact {
  name: string;
  shape: string;
  detail: string;
}

export interface ImagePicture {
  kind: "image";
  array: string;
}

export interface LayerPicture {
  kind: "layer";
  before: Sheet;
  kernels: Sheet | null;
  after: Sheet;
  window: WindowMeta | null;
  dropped: number;
}

export interface LineMeta {
  id: string;
  rows: [string, string][][];
  heading: string;
  shape: string;
  state: string;
  code: string;
  title: string;
  what: string;
  why: string;
  remark: string;
  picture: NamesPicture | DataPicture | StackPicture | LayerPicture | BallPicture | BatchesPicture | AnswersPicture | ImagePicture | null;
  inputs: Fact[];
  outputs: Fact[];
  sums: Sum[];
  calls: CallMeta[];
  output: string;
  refusal: string;
  notions: NotionMeta[];
  links: string[];
}

export interface NameUse {
  name: string;
  lines: string[];
}

export interface NamesPicture {
  kind: "names";
  names: NameUse[];
}

export interface NotionMeta {
  id: string;
  title: string;
  text: string;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Sheet {
  array: string;
  form: "maps" | "row" | "classes";
  shape: string;
  count: number;
  shown: number;
  rows: number;
  scale: Scale;
}

export interface StackPicture {
  kind: "stack" | "shares";
  layers: Box[];
}

export interface Sum {
  name: string;
  words: string;
}

export interface WindowMeta {
  size: number;
  strides: number;
  before: number;
}
