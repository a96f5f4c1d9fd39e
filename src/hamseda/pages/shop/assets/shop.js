"use strict";
// Hands the page's word about its visitor to the chat: who is logged in, and what they are at.
(() => {
  const said = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const hamseda = (window.Hamseda ??= []);
  const token = said("hamseda-identity");
  if (token) hamseda.push(["setUser", token]);
  else if (said("hamseda-left")) hamseda.push(["setUser", null]);
  const context = said("hamseda-context");
  if (context && context !== "{}") hamseda.push(["setContext", JSON.parse(context)]);
})();
