// Says the day while someone slides, and goes there on letting go. Without this file the button goes there.
(() => {
  for (const form of document.querySelectorAll("form[data-day-slider]")) {
    const slider = form.querySelector("input[type=range]");
    const said = form.querySelector("output");
    const days = slider.list.options;
    form.querySelector("button").hidden = true;

    slider.addEventListener("input", () => {
      const day = days[slider.value].label;
      said.value = day;
      slider.setAttribute("aria-valuetext", day);
    });

    // With the keyboard every step is a change: going there at once would take the slider away from under the fingers.
    let timer;
    slider.addEventListener("change", () => {
      clearTimeout(timer);
      timer = setTimeout(() => form.submit(), 500);
    });
  }
})();
