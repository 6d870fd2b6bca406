/**
 * Keeps the visitor's random id in a cookie, so that runs and drawings are found again after a reload.
 * Reports the id of an earlier tab if there is one. Also says in which language the page is.
 */

/** @import { Meta } from "./scene.js" */

/** As in Python's session: anything else in the cookie is replaced. */
const VISITOR = /^[A-Za-z0-9_-]{16,64}$/;

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createVisitor({ scene, send }) {
  const { name, identifier, days, language } = scene.meta;
  document.documentElement.lang = language;
  const known = document.cookie
    .split("; ")
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  const valid = known !== undefined && VISITOR.test(known);
  if (valid && known !== identifier) send({ identifier: known });
  if (!valid) document.cookie = `${name}=${identifier}; max-age=${days * 86400}; path=/; SameSite=Lax`;
  return { update() {}, paint() {} };
}
