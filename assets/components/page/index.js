/**
 * Shows nothing by itself: says in which language the page is, follows links, points out what a tour is about, steps
 * by keys while somebody presents, saves pictures, keeps the menu, says what Streamlit says in English alone, gives
 * dialogs the page's theme, and asks for the page again when a lost connection is back.
 */

import { plainlyClickedLink } from "../common/dom.js";
import { markEnglish } from "../common/texts.js";
import { watchTheme } from "../common/theme.js";
import { watchConnection } from "./connection.js";
import { keepPictures } from "./downloads.js";
import { closeOnceChosen, markVisited } from "./menu.js";
import { makeRoomForPanel, pointOut } from "./pointer.js";
import { stepByKeys } from "./shortcuts.js";
import { translate } from "./translation.js";

/** @import { Context } from "scenes/page" */

/** Links that lead to another place of the dashboard. */
const WITHIN = "a.within";

const YEAR_SECONDS = 31_536_000;

/** @param {Context} viewContext @returns {View} */
export default function createPage(viewContext) {
  const { host, scene, send, signal } = viewContext;
  const { language, names, sentences, point, has_panel: hasPanel, presents } = scene.meta;
  document.documentElement.lang = language;
  translate({ names, sentences }, signal);
  if (scene.meta.is_partly_english) markEnglish(document.body, signal);
  if (point !== null) pointOut(point, host.getRootNode(), signal);
  if (hasPanel) makeRoomForPanel(signal);
  if (presents) stepByKeys(signal);
  keepPictures(signal);
  markVisited(scene.meta.page, scene.meta.visited, signal);
  closeOnceChosen(signal);
  watchConnection(() => send({}), signal);
  showTheme(viewContext.palette);
  watchTheme(host, viewContext.palette, showTheme, signal);
  document.addEventListener("click", (event) => {
    const link = plainlyClickedLink(event, WITHIN);
    if (link === undefined) return;
    event.preventDefault();
    send({ page: link.pathname.split("/").at(-1), query: link.search });
  }, { signal, capture: true });
  const keep = () => {
    document.cookie = `${viewContext.scene.meta.cookie}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  };
  keep();
  return { update: keep, paint() {} };
}

/** Streamlit says so of the page alone, and dialogs and popovers stand outside of it. @param {Palette} palette */
function showTheme({ name }) {
  document.documentElement.style.colorScheme = name;
}
