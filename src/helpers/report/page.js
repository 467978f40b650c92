"use strict";
// Folded code: buttons that open and close all of it, and links that open what they lead to.
(() => {
  const folds = [...document.querySelectorAll("details.code")];
  const header = document.querySelector("main header");

  function makeButton(text, open) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => {
      for (const fold of folds) fold.open = open;
    });
    return button;
  }

  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  }

  if (header && folds.length) {
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(makeButton("Open all code", true), makeButton("Close all code", false));
    header.append(tools);
  }
  addEventListener("hashchange", openTarget);
  openTarget();
})();
