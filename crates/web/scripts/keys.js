// Letters that choose an answer, only while the focus is on one of the answers: no letter typed or spoken anywhere else decides anything.
export function offerKeys() {
  for (const group of document.querySelectorAll("[data-keys]")) {
    for (const told of group.querySelectorAll("[data-keys-told]")) told.hidden = false;
    group.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.type !== "radio") return;
      const answers = [...group.querySelectorAll("input[data-key]")];
      const chosen = answers.find((answer) => answer.dataset.key === event.key.toLowerCase());
      if (!chosen) return;
      event.preventDefault();
      chosen.focus();
      chosen.click();
    });
  }
}
