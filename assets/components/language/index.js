/** Says in which language the page is, for screen readers and for the browser. */

/** @import { Meta } from "./scene.js" */

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createLanguage(stagehand) {
  const tell = () => { document.documentElement.lang = stagehand.scene.meta.language; };
  tell();
  return { update: tell, paint() {} };
}
