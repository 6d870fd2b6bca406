/** Says in which language the page is, for screen readers and the browser; and keeps a cookie for the next visit. */

/** @import { Meta } from "./scene.js" */

const YEAR_SECONDS = 31_536_000;

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createLanguage({ scene }) {
  document.documentElement.lang = scene.meta.language;
  document.cookie = `${scene.meta.cookie}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  return { update() {}, paint() {} };
}
