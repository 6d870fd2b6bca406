/**
 * Keeps the visitor's random id in a cookie, so that runs and drawings are found again after a reload.
 * Reports the id of an earlier tab if there is one.
 */
export default function visitor(component) {
  const { name, identifier, days } = unpack(component.data).meta;
  const known = document.cookie
    .split("; ")
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  if (known && known !== identifier) component.setTriggerValue("choice", { identifier: known });
  if (!known) document.cookie = `${name}=${identifier}; max-age=${days * 86400}; path=/; SameSite=Lax`;
}
