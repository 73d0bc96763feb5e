// Suggestions below a search field while someone types. Without this file the field searches all the same.
(() => {
  const PAUSE = 180; // milliseconds after the last key

  for (const field of document.querySelectorAll("input[data-suggestions]")) {
    const panel = document.createElement("div");
    panel.className = "suggestions";
    panel.hidden = true;
    panel.setAttribute("role", "status");
    field.form.append(panel);
    let timer, asked;

    const close = () => { panel.hidden = true; };

    const ask = async () => {
      const words = field.value.trim();
      asked?.abort();
      if (words.length < 2) return close();
      asked = new AbortController();
      try {
        const address = `${field.dataset.suggestions}?bagian=1&q=${encodeURIComponent(words)}`;
        const answer = await fetch(address, { signal: asked.signal });
        if (!answer.ok) return close();
        panel.innerHTML = await answer.text();
        panel.hidden = !panel.firstElementChild || !field.form.contains(document.activeElement);
      } catch {
        // Offline, or overtaken by the next key: the field still searches.
      }
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    field.form.addEventListener("keydown", (event) => {
      const stops = [field, ...panel.querySelectorAll("a")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (panel.hidden) return;
      if (event.key === "Escape") {
        close();
        field.focus();
        event.preventDefault();
      } else if (step) {
        stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
        event.preventDefault();
      }
    });
    field.form.addEventListener("focusout", (event) => {
      if (!field.form.contains(event.relatedTarget)) close();
    });
  }
})();
