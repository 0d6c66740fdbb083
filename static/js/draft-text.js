// A click on "Line 12" selects that line of the text. Without this the line is only named.
for (const link of document.querySelectorAll("a[data-line]")) {
  link.addEventListener("click", (event) => {
    const text = document.getElementById("text");
    const lines = text.value.split("\n");
    const line = Number(link.dataset.line) - 1;
    if (line >= lines.length) return;
    event.preventDefault();
    const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line].length);
    const height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 3) * height);
  });
}
