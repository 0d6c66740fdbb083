// <score-chart>: draws the figure that the page carries as JSON, in the colours of its theme.
// templates/assessments/shared/chart.html says what a figure may hold and how a chart is placed.
// What the server painted stays until Plotly has drawn, and for good where Plotly does not load.
// Nothing moves by itself: the figures have no transitions, whatever the system asks for.
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
  const PICTURE = { width: 1000, height: 560, scale: 2 };
  const TITLE = 56; // CSS pixels above a picture's plot
  const PAPER_WIDTH = 660; // CSS pixels between the margins of A4 and Letter
  const LEGEND_ROW = 19; // with LEGEND_MARK and LETTER, CSS pixels of what is in a legend
  const LEGEND_MARK = 46;
  const LETTER = 6.8;
  const NARROW = 520;
  const NAME_ROW = 26;
  const CLOSER = 0.65;
  const NAME_GAP = 14;
  const AHEAD = 400; // CSS pixels below the window where a chart is drawn already
  // As in chart.css: a name stands out from the lines beneath.
  const HALO = ".shape-label text,.annotation-text{paint-order:stroke;stroke:COLOUR;stroke-width:3px;stroke-linejoin:round}";
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const DATE = /^\d{4}-\d{2}-\d{2}$/;
  const DATE_TICKS = [
    { dtickrange: [null, "M1"], value: "%-d %b\n%Y" },
    { dtickrange: ["M1", "M12"], value: "%b\n%Y" },
    { dtickrange: ["M12", null], value: "%Y" },
  ];
  // Else Plotly measures all names of an axis once for each of them, to hide those past the chart.
  const UNMEASURED = { ticklabeloverflow: "allow" };
  const KEYS = {
    ArrowLeft: { point: -1 },
    ArrowRight: { point: 1 },
    ArrowUp: { line: -1 },
    ArrowDown: { line: 1 },
    Home: { to: 0 },
    End: { to: Infinity },
  };

  // One for all: what it finds at once comes in the order of the page.
  const nearness = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) target.drawInTurn();
  }, { rootMargin: `${AHEAD}px` });
  let lastInTurn = Promise.resolve();
  const afterNextPaint = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));

  class ScoreChart extends HTMLElement {
    connectedCallback() {
      const data = this.querySelector("script[type='application/json']");
      this.plot = this.querySelector(".plot");
      this.drawing = this.querySelector(".drawing");
      if (!data || !this.drawing) return;
      if (!window.Plotly) return this.doWithout();
      this.figure = unfolded(JSON.parse(data.textContent));
      this.listen();
      this.makeRoom();
      this.drawWhenNear();
    }

    // What is further down a page waits until one scrolls to it, or prints: drawing takes a phone
    // a second. What comes later than the page was scrolled to already.
    drawWhenNear() {
      if (document.readyState === "complete") return this.draw();
      nearness.observe(this);
    }

    // The first of several charts is seen before the next is drawn.
    drawInTurn() {
      nearness.unobserve(this);
      const drawing = lastInTurn.then(() => this.isConnected && !this.classList.contains("drawn") && this.draw());
      lastInTurn = drawing.catch(reportError).then(afterNextPaint);
    }

    disconnectedCallback() {
      if (!this.gone) return;
      this.gone.abort();
      nearness.unobserve(this);
      this.themes.disconnect();
      this.sizes.disconnect();
      window.Plotly.purge(this.drawing);
    }

    doWithout() {
      const table = this.closest("figure")?.querySelector("details");
      if (table && !this.querySelector(".still svg")) table.open = true;
      this.classList.add("undrawn");
    }

    listen() {
      this.gone = new AbortController();
      const { signal } = this.gone;
      const redraw = () => this.classList.contains("drawn") && this.draw();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
      window.addEventListener("beforeprint", () => this.print(true), { signal });
      window.addEventListener("afterprint", () => this.print(false), { signal });
      this.plot.addEventListener("keydown", (event) => this.turn(event), { signal });
      this.plot.addEventListener("blur", () => this.leave(), { signal });
      for (const button of this.querySelectorAll("[data-download]")) {
        button.addEventListener("click", () => this.download(button.dataset.download), { signal });
      }
      this.themes = new MutationObserver(redraw);
      this.themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
      this.sizes = new ResizeObserver(() => {
        const width = this.plot.offsetWidth;
        if (!this.classList.contains("drawn") || !width || width === this.drawnFor) return;
        this.drawnFor = width;
        if (this.figure.layout?.height) this.draw();
        window.Plotly.Plots.resize(this.drawing);
      });
      this.sizes.observe(this.plot);
    }

    get width() {
      if (this.isPainted) return PICTURE.width;
      return this.classList.contains("printing") ? Math.min(PAPER_WIDTH, this.plot.offsetWidth) : this.plot.offsetWidth;
    }

    // On a phone names of rows stand above them: beside them they would take half of the chart.
    get isNarrow() {
      return this.width < NARROW;
    }

    // Where the names of the legend do not fit into a line, each has its own, and room for it,
    // below the plot (y is 0) or above it.
    makeRoom() {
      const { height: given, legend, margin, yaxis } = this.figure.layout ?? {};
      if (!given || !this.plot.offsetWidth) return {};
      const names = this.figure.data.map(({ name }) => LEGEND_MARK + LETTER * name.length);
      const inLine = names.reduce((sum, width) => sum + width, 0) < this.width;
      const isAbove = legend?.yref === "container";
      const more = inLine || !(isAbove || legend?.y === 0) ? 0 : LEGEND_ROW * (names.length - 1);
      const named = this.isNarrow ? yaxis?.ticktext?.length ?? 0 : 0;
      const height = given + NAME_ROW * named + more;
      this.plot.style.height = `${height}px`;
      return { height, legend: { ...legend, maxheight: height }, top: margin.t + (isAbove ? more : 0) };
    }

    draw() {
      nearness.unobserve(this);
      this.drawnFor = this.plot.offsetWidth;
      const { top, ...room } = this.makeRoom();
      const { data, layout } = this.coloured();
      if (top) Object.assign(layout, room, { margin: { ...layout.margin, t: top } });
      if (this.classList.contains("printing")) layout.width = this.width;
      return window.Plotly.react(this.drawing, data, layout, CONFIG).then(() => this.drawn());
    }

    drawn() {
      this.classList.add("drawn");
      this.drawing.setAttribute("aria-hidden", "true");
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "application");
      this.plot.setAttribute("aria-roledescription", "chart");
      this.plot.setAttribute("aria-label", `${this.dataset.title}. Arrow keys move through the points.`);
      this.querySelector(".tools")?.removeAttribute("hidden");
    }

    // Paper is white whatever the screen is, and narrower.
    async print(printing) {
      this.classList.toggle("printing", printing);
      await this.draw();
      if (!printing) window.Plotly.Plots.resize(this.drawing); // else it stays as wide as the paper
    }

    coloured() {
      const known = new Map();
      const colour = (name) => {
        if (!known.has(name)) known.set(name, this.resolved(`var(--chart-${name})`));
        return known.get(name);
      };
      const rows = this.isNarrow && this.figure.layout?.yaxis?.ticktext;
      const data = this.figure.data.map((trace) => inColour(rows ? closer(trace) : trace, colour));
      return { data, layout: this.layout(colour) };
    }

    // A custom property keeps light-dark() as it is written; a real property has the one in force.
    resolved(value) {
      this.probe ||= this.appendChild(document.createElement("span"));
      this.probe.style.color = value;
      return getComputedStyle(this.probe).color;
    }

    layout(colour) {
      const { layout = {} } = this.figure;
      const font = { color: colour("text"), family: getComputedStyle(this).fontFamily, size: 13 };
      const axis = { gridcolor: colour("grid"), linecolor: colour("grid"), zeroline: false };
      const dated = DATE.test(this.figure.data[0]?.x?.[0]);
      const days = dated ? { tickformatstops: DATE_TICKS, hoverformat: "%-d %b %Y" } : {};
      const box = { bgcolor: colour("surface"), bordercolor: colour("grid"), font: { color: colour("text") } };
      const above = this.isNarrow ? namesAbove(layout.yaxis) : [];
      const names = above.length ? [] : layout.yaxis?.ticktext ?? [];
      return {
        ...layout,
        margin: names.length ? { ...layout.margin, l: this.roomFor(names, font) } : layout.margin,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font,
        hoverlabel: { ...box, ...layout.hoverlabel, align: "left" },
        xaxis: { ...axis, ...days, showgrid: false, ...layout.xaxis },
        yaxis: { ...axis, ...UNMEASURED, ...layout.yaxis, ...(above.length && { showticklabels: false, range: [layout.yaxis.range[0], -0.8] }) },
        shapes: (layout.shapes ?? []).flatMap((shape) => shapesInColour(shape, colour)),
        annotations: [...(layout.annotations ?? []), ...above].map((note) => ({
          ...note,
          font: { ...note.font, color: colour(note.name ?? "text") },
        })),
      };
    }

    // Plotly would find it out by drawing the chart three times.
    roomFor(names, { size, family }) {
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `${size}px ${family}`;
      const widest = Math.max(...names.map((name) => pen.measureText(name).width));
      return Math.min(Math.ceil(widest) + NAME_GAP, this.width / 2);
    }

    // Right and left go from point to point of a line, up and down from line to line.
    turn(event) {
      if (event.key === "Escape") return this.leave();
      const move = KEYS[event.key];
      const lines = this.figure.data.map((trace, index) => ({ trace, index })).filter(isRead).sort(targetsLast);
      if (!move || !lines.length) return;
      event.preventDefault();
      const at = this.at ?? { line: 0, point: event.key === "ArrowRight" ? -1 : Infinity };
      const line = this.at ? (at.line + (move.line ?? 0) + lines.length) % lines.length : 0;
      const points = measured(lines[line].trace);
      const beside = line === at.line ? at.point + (move.point ?? 0) : nearest(lines, at, line);
      this.at = { line, point: Math.max(0, Math.min(move.to ?? beside, points.length - 1)) };
      this.read(lines[line], points[this.at.point]);
    }

    read({ trace, index }, point) {
      const dates = this.figure.layout?.hovermode === "x unified" && DATE.test(trace.x[point]);
      const there = dates ? { xval: Date.parse(trace.x[point]) } : [{ curveNumber: index, pointNumber: point }];
      window.Plotly.Fx.hover(this.drawing, there, "xy");
      this.say(this.sentence(trace, point));
    }

    sentence(trace, point) {
      const axes = this.figure.layout ?? {};
      const facts = [trace.customdata?.[point] ?? []].flat().filter(Boolean);
      const named = Array.isArray(trace.text) && trace.text[point];
      if (named) return [...facts, named].join(", ");
      const x = worded(trace.x[point], axes.xaxis);
      const y = worded(trace.y[point], axes.yaxis);
      return [`${x}, ${trace.name}: ${y}`, ...facts].join(", ");
    }

    leave() {
      if (!this.at) return;
      this.at = null;
      window.Plotly.Fx.unhover(this.drawing);
      this.say("");
    }

    say(text) {
      const place = this.querySelector(".reading");
      if (place) place.textContent = spoken(text);
    }

    // A picture that stands alone: with its title, on the colour of the page.
    async picture() {
      this.isPainted = true;
      const { data, layout } = this.coloured();
      this.isPainted = false;
      const isAbove = layout.legend?.yref;
      const height = Math.max(PICTURE.height, TITLE + LEGEND_ROW + (layout.height ?? 0));
      const title = { text: plain(this.dataset.picture), x: 0.02, y: 1 - TITLE / 3 / height, yanchor: "top", font: { size: 17 } };
      const legend = isAbove ? { ...layout.legend, y: 1 - TITLE / height } : layout.legend;
      const margin = { ...layout.margin, t: TITLE + (isAbove ? LEGEND_ROW + layout.margin.t : 0) };
      const paper = this.resolved("var(--chart-surface)");
      const figure = { data, layout: { ...layout, title, legend, margin, paper_bgcolor: paper }, config: CONFIG };
      const address = await window.Plotly.toImage(figure, { format: "svg", width: PICTURE.width, height });
      const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
      return svg.replace(">", `><style>${HALO.replace("COLOUR", paper)}</style>`);
    }

    // The policy allows images as data:, so the PNG is painted from the SVG and needs no blob:.
    async download(format) {
      try {
        const svg = await this.picture();
        save(format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await pngFile(svg), `${this.dataset.file}.${format}`);
        this.say(`The picture is saved as ${this.dataset.file}.${format}.`);
      } catch {
        this.say("The picture could not be made. Try again, or print the page.");
      }
    }
  }

  // What repeats is sent once: the x of the first trace, and `words` that customdata counts into.
  function unfolded(figure) {
    const { data, words } = figure;
    const spelled = (places) => places.map((place) => words[place]);
    const traces = data.map((trace) => ({
      ...trace,
      x: trace.x ?? data[0].x,
      ...(words && trace.customdata && { customdata: trace.customdata.map(spelled) }),
    }));
    return { ...figure, data: traces };
  }

  // `meta` is one role for the whole trace, or a list with a role for each point.
  function inColour(trace, colour) {
    if (!trace.meta) return trace;
    const each = Array.isArray(trace.meta);
    const own = each ? trace.meta.map(colour) : colour(trace.meta);
    return {
      ...trace,
      marker: { ...trace.marker, color: own },
      ...(trace.type === "scatter" && { line: { ...trace.line, color: each ? colour("grid") : own } }),
      ...(trace.textposition && { textfont: { ...trace.textfont, color: colour("text") } }),
    };
  }

  // A band lies behind all lines, its name before them, in the upper left corner.
  const BAND_LABEL = { textposition: "top left", padding: 4, font: { size: 11 } };

  function shapesInColour(shape, colour) {
    const own = colour(shape.name ?? "grid");
    const band = shape.name?.startsWith("band-");
    const given = band ? { ...BAND_LABEL, ...shape.label } : shape.label;
    const label = given && { label: { ...given, font: { size: 12, ...given.font, color: colour("text") } } };
    if (shape.type === "line") return [{ ...shape, ...label, line: { ...shape.line, color: own } }];
    if (!band) return [{ ...shape, ...label, fillcolor: own }];
    const { label: _, ...bare } = shape;
    return [{ ...bare, fillcolor: own }, { ...shape, ...label, layer: "above", fillcolor: "rgba(0,0,0,0)" }];
  }

  function namesAbove({ tickvals = [], ticktext } = {}) {
    const place = { xref: "paper", x: 0, xanchor: "left", yanchor: "middle", showarrow: false };
    return (ticktext ?? []).map((text, row) => ({ ...place, y: tickvals[row] - 0.5, text, font: { size: 12 } }));
  }

  // The marks of a row stand closer together where its name needs the room between it and the next.
  function closer(trace) {
    const place = (y) => (y === null ? y : Math.round(y) + CLOSER * (y - Math.round(y)));
    return { ...trace, y: trace.y.map(place) };
  }

  function isRead({ trace }) {
    return trace.hoverinfo !== "skip" && measured(trace).length > 0;
  }

  function targetsLast(one, other) {
    return (one.trace.meta === "target") - (other.trace.meta === "target");
  }

  function measured(trace) {
    return trace.y.flatMap((value, index) => (value === null || trace.x[index] === null ? [] : [index]));
  }

  // The point of another line that stands at the same x, else the one of the same number.
  function nearest(lines, at, line) {
    const from = lines[at.line].trace;
    const to = lines[line].trace;
    const x = from.x[measured(from)[at.point]];
    const same = measured(to).findIndex((index) => to.x[index] === x);
    return same < 0 ? at.point : same;
  }

  function worded(value, axis) {
    const place = axis?.tickvals?.indexOf(value) ?? -1;
    if (place >= 0 && axis.ticktext) return axis.ticktext[place];
    if (!DATE.test(value)) return `${value}${axis?.ticksuffix ?? ""}`;
    const [year, month, day] = value.split("-").map(Number);
    return `${day} ${MONTHS[month - 1]} ${year}`;
  }

  // Plotly reads some tags in its texts; a project's name has none.
  function plain(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  }

  function spoken(text) {
    return text.replaceAll("<br>", " ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  }

  async function pngFile(svg) {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * PICTURE.scale;
    canvas.height = image.naturalHeight * PICTURE.scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  function save(file, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  customElements.define("score-chart", ScoreChart);
})();
