// <code-example>: a listing with a Copy button, which says to everybody that it has copied.
// Without JavaScript the code is there to be selected.
class CodeExample extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button plain copy";
    this.button.textContent = "Copy";
    this.said = document.createElement("span");
    this.said.className = "hidden-text";
    this.said.setAttribute("role", "status");
    this.button.addEventListener("click", () => this.copy());
    this.prepend(this.button, this.said);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async copy() {
    const done = (await this.write(this.querySelector("code").textContent)) ?? this.select();
    this.say(done ? "Copied" : "Selected: press Ctrl C");
  }

  // True, or undefined where the browser gives no clipboard, as it does on plain http.
  async write(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return undefined;
    }
  }

  select() {
    getSelection().selectAllChildren(this.querySelector("code"));
    return document.execCommand("copy");
  }

  say(text) {
    this.button.textContent = text;
    this.said.textContent = text === "Copied" ? "The example was copied." : text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.button.textContent = "Copy";
      this.said.textContent = "";
    }, 4000);
  }
}

customElements.define("code-example", CodeExample);
