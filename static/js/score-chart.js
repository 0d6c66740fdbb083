// <score-chart>: draws the figure that the page carries as JSON, in the colours of its theme.
// A small picture from the server stands there first; Plotly draws over it when it has loaded.
(() => {
  "use strict";
  const CONFIG = {
    displayModeBar: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    displaylogo: false,
    responsive: true,
    scrollZoom: false,
  };

  class ScoreChart extends HTMLElement {
    connectedCallback() {
      const data = this.querySelector("script[type='application/json']");
      if (!data || !window.Plotly) return;
      this.figure = JSON.parse(data.textContent);
      this.drawing = this.querySelector(".drawing");
      this.dark = window.matchMedia("(prefers-color-scheme: dark)");
      this.redraw = () => this.draw();
      this.dark.addEventListener("change", this.redraw);
      window.addEventListener("beforeprint", this.redraw);
      this.draw();
    }

    disconnectedCallback() {
      if (!this.drawing) return;
      this.dark.removeEventListener("change", this.redraw);
      window.removeEventListener("beforeprint", this.redraw);
      window.Plotly.purge(this.drawing);
    }

    draw() {
      const colour = (name) => this.resolved(`var(--chart-${name})`);
      window.Plotly.react(this.drawing, this.traces(colour), this.layout(colour), CONFIG).then(() => {
        this.classList.add("drawn");
        this.drawing.setAttribute("aria-hidden", "true");
      });
    }

    // A custom property keeps light-dark() as it is written; a real property has the one in force.
    resolved(value) {
      this.probe ||= this.appendChild(document.createElement("span"));
      this.probe.style.color = value;
      return getComputedStyle(this.probe).color;
    }

    traces(colour) {
      return this.figure.data.map((trace) => ({
        ...trace,
        line: { ...trace.line, color: colour(trace.meta) },
        marker: { ...trace.marker, color: colour(trace.meta) },
      }));
    }

    layout(colour) {
      const { layout } = this.figure;
      const axis = { gridcolor: colour("grid"), linecolor: colour("grid"), zeroline: false };
      return {
        ...layout,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { color: colour("text"), family: getComputedStyle(this).fontFamily, size: 13 },
        hoverlabel: { bgcolor: colour("surface"), bordercolor: colour("grid"), font: { color: colour("text") } },
        xaxis: { ...axis, ...layout.xaxis, showgrid: false },
        yaxis: { ...axis, ...layout.yaxis },
        shapes: layout.shapes.map((shape) => ({ ...shape, fillcolor: colour(shape.name) })),
      };
    }
  }

  customElements.define("score-chart", ScoreChart);
})();
