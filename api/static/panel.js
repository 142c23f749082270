// Evidence beside the picture: what a row of the tables holds already is shown there, nothing is fetched.
"use strict";
(() => {
  const shown = document.getElementById("shown");
  const picture = document.getElementById("picture");

  function words(row) {
    const line = document.createElement("p");
    line.className = "says";
    line.dir = "auto";
    line.textContent = [...row.children].slice(0, -1).map((cell) => cell.textContent).filter(Boolean).join(" · ");
    return line;
  }

  window.showRows = (keys) => {
    for (const row of document.querySelectorAll("tr.chosen")) row.classList.remove("chosen");
    shown.replaceChildren();
    for (const key of keys) {
      const row = document.getElementById(key);
      if (!row) continue;
      row.classList.add("chosen");
      shown.append(words(row));
      const claims = row.querySelector("ul.claims");
      if (claims) shown.append(claims.cloneNode(true));
    }
  };

  picture.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    window.showRows([link.getAttribute("href").slice(1)]);
  });
  document.documentElement.dataset.panel = "ready";
})();
