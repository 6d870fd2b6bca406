// What all components speak of, under names that need no import.

declare global {
  type Cell = import("./sweep.js").Cell;
  type CellBox = import("./heatmap.js").CellBox;
  type Packed = import("./payload.js").Packed;
  type Palette = import("./palette.js").Palette;
  type Scale = import("./palette.js").Scale;
  type Scene<Meta = any, Names extends string = string> = import("./payload.js").Scene<Meta, Names>;
  type Stagehand<Meta = any, Names extends string = string> = import("./view.js").Stagehand<Meta, Names>;
  type View = import("./view.js").View;
}

export {};
