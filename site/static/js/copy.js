// Beside a number that has to go into another app, a button that copies it. Without this the number is selected by a tap.
for (const number of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  const [idle, done] = number.dataset.copy.split("|");
  button.type = "button";
  button.className = "button button--outline button--small";
  button.textContent = idle;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(number.textContent.trim());
    button.textContent = done;
  });
  number.removeAttribute("data-copy");
  number.after(button);
}
