"use strict";

const search = document.getElementById("search");
const none = document.getElementById("none");
const articles = [...document.querySelectorAll("article")];
const words = new Map(articles.map((article) => [article.id, article.textContent.toLowerCase()]));

function show() {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set(articles.map((a) => a.id).filter((id) => wanted.every((word) => words.get(id).includes(word))));
  for (const place of document.querySelectorAll("[data-operation]")) {
    place.hidden = !found.has(place.dataset.operation);
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("[data-operation]:not([hidden])");
  }
  none.hidden = found.size > 0;
}

function open() {
  const article = document.getElementById(location.hash.slice(1));
  article?.querySelector("details")?.setAttribute("open", "");
}

search.addEventListener("input", show);
window.addEventListener("hashchange", open);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
open();
