// What Python sends to the components, by `python -m explainer.ui.pictures.declarations`.

interface Cells {
  start: number;
  rows: number;
  columns: number;
  count: number;
  first: number;
  is_row: boolean;
  scale: Scale;
}

interface ImageBar {
  place: number;
  name: string;
  value: string;
  share: number;
}

interface ImageBars {
  title: string;
  lead: string;
  bars: ImageBar[];
  chosen: number;
  others: string | null;
  more: string;
  total: string;
  up: string;
  down: string;
}

interface Pages {
  page: number;
  pages: number;
  words: string;
}

interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

interface StepsDone {
  crop: boolean;
  thin: boolean;
  fit: boolean;
  centre: boolean;
}

interface Strip {
  count: number;
  indices: number[];
  scale: Scale;
  silent: number[];
  painted: string;
  enlarged: boolean;
  kernel_channel?: number;
  kernel_channels?: number;
}

declare module "scenes/abstain" {
  export interface Meta {
    identity: string;
    names: string[];
    place: number;
    text: Record<string, string>;
  }

  export interface Arrays {
    counts: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/activation" {
  export interface Meta {
    identity: string;
    stage: string;
    activation: string;
    slope: number;
    flat: boolean;
    columns: number;
    filter: number;
    filters: number;
    row: number;
    column: number;
    scales: Record<"before" | "after", Scale>;
    silent: number[];
    zeroed_share: number;
    strip?: Strip;
    text: Record<"activation" | "histogram" | "maps" | "transport", Record<string, string>>;
  }

  export interface Arrays {
    before: Packed;
    after: Packed;
    maps?: Packed;
    strengths?: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/answered" {
  export interface Meta {
    identity: string;
    cards: Card[];
    paging: Pages | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    images: Packed;
    probabilities: Packed;
  }

  export interface Answer {
    letter: string;
    digit: number;
    right: boolean;
  }

  export interface Card {
    name: string;
    title: string;
    label: number;
    answers: Answer[];
    walkthrough: string;
    ledger: string;
    attribution: string;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/article" {
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
    article: string;
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

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/backward" {
  export interface Meta {
    identity: string;
    bars: ImageBars;
    columns: Column[];
    answer: Answer;
    chosen: string;
    text: Record<string, string>;
  }

  export interface Arrays {
    numbers: Packed;
    closed: Packed;
    images: Packed;
    watched: Packed;
  }

  export interface Answer {
    title: string;
    read: string;
  }

  export interface Column {
    place: number;
    stage: string;
    name: string;
    size: string;
    map: string;
    forward: Cells;
    backward: Cells;
    what: string;
    amount: string;
    mean: string;
    side: number;
    passed: number | null;
    closed: string | null;
    closed_share: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/canvas" {
  export interface Meta {
    identity: string;
    frame: string;
    name: string;
    undo: string;
    clear: string;
    strokes: number;
    width: number;
    erases: boolean;
    ways: Way[] | null;
  }

  export interface Arrays {
    points: Packed;
  }

  export interface Way {
    count: number;
    width: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/channels" {
  export interface Meta {
    identity: string;
    text: Record<string, string>;
  }

  export interface Arrays {
    picture: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/compare" {
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

  export interface Share {
    digit: number;
    share: number;
    shown: string;
  }

  export interface Total {
    total: number;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/comparethumbs" {
  export interface Meta {
    identity: string;
    groups: Group[];
    chosen: number | null;
  }

  export interface Arrays {
    images: Packed;
  }

  export interface Group {
    letter: string;
    title: string;
    items: Thumbnail[];
  }

  export interface Thumbnail {
    image: number;
    label: string;
    short: string;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/convolution" {
  export interface Meta {
    identity: string;
    stage: string;
    window: number;
    strides: number;
    pad: [number, number];
    filter: number;
    filters: number;
    channel: number | null;
    row: number;
    column: number;
    asked: "open" | "answered" | null;
    bias: number;
    activation: string | null;
    scales: Record<"input" | "output", Scale>;
    strip: Strip;
    text: Record<"convolution" | "maps" | "transport", Record<string, string>>;
  }

  export interface Arrays {
    maps: Packed;
    strengths: Packed;
    kernels?: Packed;
    input: Packed;
    kernel: Packed;
    output: Packed;
    activated: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/curves" {
  export interface Meta {
    identity: string;
    text: Record<string, string>;
    epochs: number;
    batches: number;
    interval: number;
    article: Accuracies;
    validationImages: number;
    can_choose: boolean;
  }

  export interface Arrays {
    points: Packed;
    tests: Packed;
    validations: Packed;
  }

  export interface Accuracies {
    first: number;
    last: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/dense" {
  export interface Meta {
    identity: string;
    stage: string;
    unit: number;
    bias: number;
    shape: number[] | null;
    placement: Placement | null;
    classes: boolean;
    scales: Record<"inputs" | "units", Scale>;
    text: Record<string, string>;
  }

  export interface Arrays {
    inputs: Packed;
    weights: Packed;
    units: Packed;
    pixels?: Packed;
  }

  export interface Placement {
    top: number;
    left: number;
    step: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/dropout" {
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

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/embedding" {
  export interface Meta {
    identity: string;
    opened: number | null;
    own: Own | null;
    groups: Group[];
    mistakes: number;
    text: Record<string, string>;
  }

  export interface Arrays {
    positions: Packed;
    labels: Packed;
    answers: Packed;
  }

  export interface Group {
    label: number;
    images: number;
    middle: [number, number] | null;
  }

  export interface Own {
    place: [number, number];
    name: string;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/enlarged" {
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

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/filterbench" {
  export interface Meta {
    window: number;
    strides: number;
    pad: [number, number];
    identity: string;
    filter: number;
    filters: number;
    channel: number;
    channels: number;
    size: number;
    places: number;
    activation: string | null;
    slope: number;
    bias: number;
    edit: string;
    most: number;
    largest: number;
    scale: Scale;
    noticed: number;
    predictions: [string, string];
    text: Record<string, string>;
  }

  export interface Arrays {
    input: Packed;
    kernel: Packed;
    others: Packed;
    learned: Packed;
    changed: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/filterseen" {
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

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/filterworth" {
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

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/flatten" {
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

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/flow" {
  export interface Meta {
    identity: string;
    boxes: Box[];
    picture: string;
    text: Record<string, string>;
  }

  export interface Box {
    title: string;
    shape: string;
    notes: string[];
    state: "built" | "failing" | "waiting";
    size?: number | null;
    maps?: number | null;
    length?: number | null;
    window?: Window;
    misfit?: Misfit;
  }

  export interface Misfit {
    window: number;
    map: number;
  }

  export interface Window {
    size: number;
    strides: number;
    before: number;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/forward" {
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

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/gradcam" {
  export interface Meta {
    identity: string;
    digit: number;
    filter: number;
    row: number;
    column: number;
    weights: number[];
    maps_scale: Scale;
    gradients_scale: Scale;
    weights_scale: Scale;
    sums_scale: Scale;
    over_scale: Scale;
    decimals: Decimals;
    random_scale: Scale;
    rows: ([number, number] | null)[];
    columns: ([number, number] | null)[];
    outcome: string;
    verdict: string;
    text: Record<string, string>;
  }

  export interface Arrays {
    maps: Packed;
    gradients: Packed;
    sums: Packed;
    result: Packed;
    over: Packed;
    random: Packed;
    image: Packed;
  }

  export interface Decimals {
    maps: number;
    gradients: number;
    weights: number;
    sums: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/gradients" {
  export interface Meta {
    identity: string;
    sections: Section[];
    bars: ImageBars;
    result: Line[];
    note: string;
    decimals: number;
    text: Record<string, string>;
  }

  export interface Arrays {
    numbers: Packed;
    closed: Packed;
    images: Packed;
  }

  export interface Line {
    name: string;
    value: string;
    sign: number;
    share: number | null;
    kind: "part" | "total";
  }

  export interface Panel {
    title: string;
    note: string;
    operator: string;
    cells: Cells;
    focus: number | null;
    action: string;
    is_gradient: boolean;
    linked: boolean;
  }

  export interface Section {
    title: string;
    lead: string;
    panels: Panel[];
    lines_title: string;
    lines: Line[];
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/input" {
  export interface Meta {
    identity: string;
    stage: string;
    focus: Record<"row" | "column", number>;
    stored: boolean;
    label: number | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    pixels: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/kernels" {
  export interface Meta {
    identity: string;
    language: string;
    text: Record<string, string>;
    epoch: number;
    batch: number;
    kernels: Size | null;
    watched: Watched | null;
  }

  export interface Arrays {
    kernels?: Packed;
    start?: Packed;
    pixels?: Packed;
    probabilities?: Packed;
  }

  export interface Size {
    filters: number;
    shown: number;
    height: number;
    width: number;
  }

  export interface Watched {
    name: string;
    label: number | null;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/lab" {
  export interface Meta {
    identity: string;
    stage: string;
    tool: "convolution" | "pooling";
    setting: Setting;
    row: number;
    column: number;
    sample: number[];
    presets: Record<string, (number[] | null)[]>;
    label: number | null;
    text: Texts;
  }

  export interface Arrays {
    image: Packed;
    learned: Packed;
  }

  export interface Setting {
    size: number;
    cells: number[];
    row: number;
    column: number;
    window: number;
    preset: string | null;
    filter: number;
    weights: number[];
    padding: "none" | "ring1" | "ring2" | "same";
    strides: number | null;
    dilation: number;
    rule: "max" | "average";
  }

  export interface Texts {
    lab: Record<string, string>;
    transport: Record<string, string>;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/labshift" {
  export interface Meta {
    identity: string;
    shift: Moved;
    most: number;
    lost: string;
    layers: Row[];
    answer: string;
    text: Record<string, string>;
  }

  export interface Arrays {
    image: Packed;
    before: Packed;
    after: Packed;
  }

  export interface Moved {
    down: number;
    right: number;
  }

  export interface Row {
    stage: string;
    title: string;
    size: string;
    sentence: string;
    start: number;
    maps: number;
    rows: number;
    columns: number;
    filter: number;
    alike: (number | null)[];
    typical: number | null;
    kind: "pixels" | "sequential" | "diverging";
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/ledger" {
  export interface Meta {
    identity: string;
    classes: number[];
    choices: (number | null)[];
    trail: string;
    columns: (ScoresColumn | NoteColumn | ShareColumn | MadeColumn | SumColumn | WindowColumn)[];
    limit: number;
    text: Record<string, string>;
  }

  export interface Applied {
    rule: "function";
    value: number;
    result: string;
  }

  export interface Chosen {
    rule: "largest" | "mean";
    value: number;
    label: string;
    result: string;
    size: number;
    values: number[];
    inside: boolean[];
    chosen: number | null;
    position: number | null;
    scale: Scale;
  }

  export interface Field {
    rows: number[];
    columns: number[];
  }

  export interface Group {
    rows: Row[];
    others: Others;
  }

  export interface MadeColumn {
    level: number;
    kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
    title: string;
    stage: string;
    node: string;
    value: number;
    field: Field;
    making: (Applied | Scaled | Chosen)[];
  }

  export interface NoteColumn {
    level: number;
    kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
    title: string;
    stage: string;
    node: string;
    value: number;
    field: Field;
    note: string;
  }

  export interface Others {
    count: number;
    term: number;
  }

  export interface Row {
    index: number;
    name: string;
    value: number;
    weight: number;
    term: number;
  }

  export interface Scaled {
    rule: "scaled";
    value: number;
    result: string;
    factor: number;
    bias: number;
  }

  export interface ScoresColumn {
    level: number;
    kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
    title: string;
    stage: string;
    node: string;
    value: number;
    field: Field;
    scores: [number, number];
    biases: [number, number];
    probabilities: number[];
    all_scores: number[];
    orders: Record<"difference" | "first" | "second", ScoresLines>;
    place_head: string;
    zeros: number;
    inputs: number;
    chosen: number | null;
    position: number | null;
  }

  export interface ScoresGroup {
    rows: ScoresRow[];
    others: ScoresOthers;
  }

  export interface ScoresLines {
    gains: ScoresGroup;
    losses: ScoresGroup;
  }

  export interface ScoresOthers {
    count: number;
    first: number;
    second: number;
  }

  export interface ScoresRow {
    index: number;
    name: string;
    short: string;
    value: number;
    weights: number[];
    first: number;
    second: number;
  }

  export interface ShareColumn {
    level: number;
    kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
    title: string;
    stage: string;
    node: string;
    value: number;
    field: Field;
    window: Window;
  }

  export interface Sheet {
    channels: number[];
    of: number;
    columns: number;
    limit: number;
  }

  export interface SumColumn {
    level: number;
    kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
    title: string;
    stage: string;
    node: string;
    value: number;
    field: Field;
    making: (Applied | Scaled | Chosen)[];
    before: number;
    bias: number;
    gains: Group;
    losses: Group;
    zeros: number;
    chosen: number | null;
    position: number | null;
    label: string;
    shares: boolean;
    sheet: Sheet | null;
  }

  export interface Window {
    label: string;
    size: number;
    values: number[];
    weights: number[];
    products: number[];
    inside: boolean[];
    area: Field | null;
    scale: Scale;
    weight_scale: Scale;
    chosen: number | null;
    position: number | null;
  }

  export interface WindowColumn {
    level: number;
    kind: "scores" | "cell" | "whole" | "unit" | "channel" | "pixel";
    title: string;
    stage: string;
    node: string;
    value: number;
    field: Field;
    making: (Applied | Scaled | Chosen)[];
    before: number;
    bias: number;
    window: Window;
    chosen: number | null;
    position: number | null;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/live" {
  export interface Meta {
    identity: string;
    language: string;
    token: string;
    milliseconds: number | null;
    is_far: boolean;
    prediction: number | null;
    following: Following | null;
    strips: Strip[];
    text: Record<string, string>;
  }

  export interface Following {
    model: string;
    steps: StepsDone;
  }

  export interface Strip {
    stage: string;
    title: string;
    shape: string;
    count: number;
    rows: number;
    columns: number;
    flat: boolean;
    kind: "pixels" | "sequential" | "diverging";
    coarseness: number;
    source: number[];
    scale: Scale | null;
    silent: number[];
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/mosaic" {
  export interface Meta {
    identity: string;
    names: string[];
    captions: string[];
    chosen: number | null;
    hint: string;
    paging: Pages | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    images: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/normalization" {
  export interface Meta {
    identity: string;
    stage: string;
    filter: number;
    row: number;
    column: number;
    numbers: Numbers;
    scales: Record<"before" | "after", Scale>;
    strip: Strip;
    text: Record<"normalization" | "histogram" | "maps" | "transport", Record<string, string>>;
  }

  export interface Arrays {
    maps: Packed;
    strengths: Packed;
    kernels?: Packed;
    before: Packed;
    after: Packed;
    mean: Packed;
    variance: Packed;
  }

  export interface Numbers {
    gamma: number;
    beta: number;
    epsilon: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/occlusion" {
  export interface Meta {
    identity: string;
    digit: number;
    size: number;
    row: number;
    column: number;
    before: number[];
    decimals: number[];
    share: number;
    scales: Scale[];
    verdict: string;
    text: Record<string, string>;
  }

  export interface Arrays {
    image: Packed;
    learned: Packed;
    shares: Packed;
    random: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/optimizers" {
  export interface Meta {
    identity: string;
    focus: Focus;
    balls: Ball[];
    rates: number[];
    low: number[];
    high: number[];
    lowest: number[];
    least: number;
    note: string;
    text: Texts;
  }

  export interface Arrays {
    surface: Packed;
    weights: Packed;
    losses: Packed;
    values: Packed;
  }

  export interface Ball {
    name: string;
    sentence: string;
    rule: Line[];
    values: string[];
    note: string;
  }

  export interface Focus {
    optimizer: number;
    rate: number;
    number: number;
  }

  export interface Line {
    title: string;
    formula: string;
  }

  export interface Texts {
    optimizers: Record<string, string>;
    transport: Record<string, string>;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/overview" {
  export interface Meta {
    identity: string;
    language: string;
    columns: ColumnMeta[];
    braces: Brace[];
    focus: Place;
    label: number | null;
    prediction: number;
    why: string;
    where: string;
    shown: number;
    examples: Example[];
    chosen: number | null;
    title: string;
    text: Record<string, string>;
  }

  export interface Brace {
    title: string;
    first: number;
    last: number;
  }

  export interface ColumnMeta {
    stage: string;
    array: string;
    rectifies: string | null;
    drawing: "maps" | "strip" | "units" | "classes";
    origin: "given" | "window" | "same" | "cell" | "map" | "numbers";
    chain: number;
    word: "image" | "map" | "place" | "mean" | "unit" | "class";
    choosable: boolean;
    account: string | null;
    cells: string | null;
    window: KernelPlace | null;
    outcome: Outcome | null;
    count: number;
    few: number[] | null;
    inputs: number;
    title: string;
    shape: string;
    parameters: number | null;
    sentence: string;
    scale: Scale;
    silent: number[];
    after: string;
    dropouts: DropoutMeta[];
  }

  export interface DropoutMeta {
    stage: string;
    label: string;
  }

  export interface Example {
    image: string;
    name: string;
  }

  export interface KernelPlace {
    size: number;
    strides: number;
    top: number;
    left: number;
  }

  export interface Outcome {
    before: string;
    after: string;
    format: "number" | "probability";
  }

  export interface Place {
    column: number;
    index: number;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/page" {
  export interface Meta {
    identity: string;
    language: string;
    is_partly_english: boolean;
    names: Record<string, string>;
    sentences: Record<string, string>;
    cookie: string;
    point: string | null;
    has_panel: boolean;
    presents: boolean;
    page: string;
    visited: string;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/pixelgrid" {
  export interface Meta {
    identity: string;
    stored: boolean;
    label: number | null;
    one_hot: number[] | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    pixels: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/play" {
  export interface Meta {
    identity: string;
    steps: number;
    asked: number;
    limit: number;
    snapshots: number[];
    label: number;
    is_over: boolean;
    can_keep: boolean;
    watched: Watched | null;
    start: string;
    batch_name: string;
    unseen_name: string;
    text: Record<string, string>;
    transport: Record<string, string>;
  }

  export interface Arrays {
    image: Packed;
    probabilities: Packed;
    losses: Packed;
    tried: Packed;
    kernels?: Packed;
    maps?: Packed;
    gradients?: Packed;
  }

  export interface Watched {
    stage: string;
    kernel: string;
    map: string;
    kernel_scale: Scale;
    map_scale: Scale;
    gradient_scale: Scale;
    gradient_sizes: number[];
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/pooling" {
  export interface Meta {
    identity: string;
    stage: string;
    window: number;
    strides: number;
    pad: [number, number];
    rule: string;
    filter: number;
    row: number;
    column: number;
    asked: "open" | "answered" | null;
    scale: Scale;
    shift: Shift | null;
    strip: Strip;
    text: Record<"pooling" | "maps" | "transport", Record<string, string>>;
  }

  export interface Arrays {
    maps: Packed;
    strengths: Packed;
    kernels?: Packed;
    input: Packed;
    output: Packed;
    shifted_input?: Packed;
    shifted_output?: Packed;
  }

  export interface Shift {
    verdict: "silent" | "same" | "rises" | "falls";
    shares: number[];
    words: string[];
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/preparation" {
  export interface Meta {
    identity: string;
    frame: number[];
    centre: [number, number];
    steps: StepsDone;
    is_thinned: boolean;
    answer: Answer;
    text: Record<string, string>;
  }

  export interface Arrays {
    canvas: Packed;
    cut: Packed;
    fitted: Packed;
    image: Packed;
  }

  export interface Answer {
    digit: number;
    probability: number;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/question" {
  export interface Meta {
    identity: string;
    is_open: boolean;
    wishes: string[];
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
    choices: string[];
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

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/rail" {
  export interface Meta {
    identity: string;
    stages: Stop[];
    current: string;
    text: Record<string, string>;
  }

  export interface Stop {
    name: string;
    label: string;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/receptive" {
  export interface Meta {
    identity: string;
    stage: string;
    kind: "pixel" | "cell" | "place" | "unit";
    named: "class" | "mean" | "unit";
    filter: number;
    row: number;
    column: number;
    first: number;
    channels: number;
    numbers: number;
    full_size: number;
    full_count: number;
    lacks: Lacks;
    cut_off: number;
    unseen: number;
    scale: Scale;
    growth: Step[];
    text: Record<string, string>;
  }

  export interface Arrays {
    rows: Packed;
    columns: Packed;
    image: Packed;
    maps: Packed;
  }

  export interface Lacks {
    rows: number[];
    columns: number[];
  }

  export interface Step {
    label: string;
    size: number;
    current: boolean;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/replay" {
  export interface Meta {
    identity: string;
    address: string;
    batches: number[];
    accuracies: number[];
    images: number;
    epochs: number;
    kernel: string;
    maps: string;
    label: number | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    image: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/softmax" {
  export interface Meta {
    identity: string;
    stage: string;
    focus: number;
    prediction: number;
    label: number | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    logits: Packed;
    probabilities: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/timemachine" {
  export interface Meta {
    identity: string;
    epochs: (number | string)[];
    predictions: number[];
    accuracies: (string | null)[];
    epoch: number;
    columns: number[];
    turn: number | null;
    label: number | null;
    logit_limit: number;
    convolution: Convolution | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    image: Packed;
    logits: Packed;
    probabilities: Packed;
    kernels?: Packed;
    biases?: Packed;
    maps?: Packed;
  }

  export interface Convolution {
    kernel_scale: Scale;
    map_scale: Scale;
    filter: number;
    filters: number;
    function: string | null;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/update" {
  export interface Meta {
    identity: string;
    name: string;
    account: Account;
    curve: Curve | null;
    others: Others | null;
    rates: Rates | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    values: Packed;
    losses: Packed;
    near_values: Packed;
    near_losses: Packed;
    rates: Packed;
    batch: Packed;
    unseen: Packed;
  }

  export interface Account {
    title: string;
    lines: Line[];
    result: Line;
    notes: string[];
  }

  export interface Curve {
    weight: number;
    moved: number;
    gradient: number;
    loss: number;
    slope: string;
    moved_words: string;
    lens: string;
    said: string[];
  }

  export interface Line {
    title: string;
    formula: string;
    value: string;
    sign: number;
  }

  export interface Other {
    name: string;
    step: string;
    share: number;
    change: string;
    is_own: boolean;
  }

  export interface Others {
    lead: string;
    rows: Other[];
  }

  export interface Rates {
    title: string;
    verdicts: string[];
    in_use: number;
    names: string[];
    said: string[];
    before: [number, number];
    batch_name: string;
    unseen_name: string;
    rule: string;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/upload" {
  export interface Meta {
    identity: string;
    frame: string;
    word: string;
    others: Record<string, string>;
  }

  export type Payload = Scene<Meta>;
  export type Context = ViewContext<Meta>;
}

declare module "scenes/wall" {
  export interface Meta {
    identity: string;
    counts: number[];
    labels: number[];
    names: string[];
    wrong: (number | null)[];
    chosen: number | null;
    text: Record<string, string>;
  }

  export interface Arrays {
    images: Packed;
  }

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}

declare module "scenes/whole_map" {
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

  export type Payload = Scene<Meta, Arrays>;
  export type Context = ViewContext<Meta, Arrays>;
}
