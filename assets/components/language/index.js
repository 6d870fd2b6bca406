/** Says in which language the page is, for screen readers and for the browser. */

/** @import { Meta } from "./scene.js" */

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createLanguage({ scene }) {
  document.documentElement.lang = scene.meta.language;
  return { update() {}, paint() {} };
}
