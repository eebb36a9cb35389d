// The viewer: finds a system, draws its map, and follows pointer, touch and keys.
class TernaryViewer {
  constructor(root) {
    this.root = root;
    this.ticket = 0;
    this.cursor = null;
    this.pin = null;
    this.system = null;
    this.layerId = "class";
    this.pointers = new Map();
    this.ready = this.start();
  }

  async start() {
    const sentence = this.root.querySelector(".needs-script");
    try {
      this.archive = await TernaryArchive.open(this.root.querySelector("script"));
      this.compounds = await this.archive.compounds();
    } catch {
      sentence.textContent = "This browser cannot unpack the maps; a current one can.";
      return;
    }
    this.summary = this.archive.summary;
    this.labels = this.summary.systems.map((system) => system.label);
    if (this.labels.length === 0) {
      sentence.textContent = "No map is stored.";
      return;
    }
    this.build(sentence);
    if (!(await this.follow())) await this.open(0);
  }

  // Controls.

  build(sentence) {
    const { element } = TernaryText;
    this.readout = new TernaryReadout(this.summary);
    this.panel = new TernaryPin(
      this.summary, this.root.querySelector(".rules"), () => this.setPin(null));
    this.legend = element("div", "legend");
    this.canvas = document.createElement("canvas");
    this.svg = TernaryShapes.element("svg", { class: "overlay", "aria-hidden": "true" });
    this.stage = element("div", "stage", this.canvas, this.svg);
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-roledescription", "ternary map");
    this.field = new TernaryCanvas(this.canvas);
    this.frame = new TernaryFrame(this.svg);
    this.heading = element("p", "system");
    const map = element(
      "div", "map", element("div", "head", this.heading, this.zoomTools()), this.stage);
    const side = element("div", "side", this.readout.element, this.legend, this.panel.element);
    this.message = element("div", "message");
    this.message.setAttribute("role", "status");
    sentence.replaceWith(
      this.systemTools(), this.message, element("div", "columns", map, side), this.help());
    this.listen();
  }

  button(text, label, action) {
    const button = TernaryText.element("button", "", text);
    button.type = "button";
    if (label) button.setAttribute("aria-label", label);
    button.addEventListener("click", action);
    return button;
  }

  systemTools() {
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    const list = document.createElement("datalist");
    list.id = `${this.root.id}-systems`;
    list.append(...this.labels.map((label) => {
      const option = document.createElement("option");
      option.value = label;
      return option;
    }));
    this.input.setAttribute("list", list.id);
    this.input.addEventListener("change", () => this.search());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.search();
    });
    // Choosing from the list is an input that equals a label at once.
    this.input.addEventListener("input", (event) => {
      if (!event.inputType || event.inputType === "insertReplacementText") {
        if (this.labels.includes(this.input.value)) this.search();
      }
    });
    this.input.addEventListener("focus", () => this.input.select());
    this.previous = this.button("‹", "Previous system", () => this.choose(this.position - 1));
    this.next = this.button("›", "Next system", () => this.choose(this.position + 1));
    this.rank = TernaryText.element("span", "rank");
    this.layerList = document.createElement("select");
    this.layerList.addEventListener("change", () => this.setLayer(this.layerList.value));
    return TernaryText.element(
      "div", "tools", TernaryText.element("label", "", "System", this.input), list, this.previous,
      this.next, this.rank, TernaryText.element("label", "", "Layer", this.layerList));
  }

  zoomTools() {
    const centre = () => this.centre();
    this.reset = this.button("Whole map", "", () => this.showWhole());
    return TernaryText.element(
      "div", "tools", this.button("−", "Zoom out", () => this.zoom(1 / 1.5, ...centre())),
      this.button("+", "Zoom in", () => this.zoom(1.5, ...centre())), this.reset,
      this.button("Export CSV", "", () => ReportTables.save(this.csv(), this.fileName())));
  }

  help() {
    const target = this.summary.classes[this.summary.target].name;
    const rows = [
      ["Point, tap, arrow keys", "read a grid point; Up and Down with Shift take the other slant"],
      ["Click, tap, Enter", "pin the point; Escape removes the pin"],
      ["Wheel, two fingers, + and −", "zoom; drag to move the map"],
      ["0", "the whole map"],
      ["Home", `the point where ${target} is most probable`],
    ];
    const list = TernaryText.element("dl", "values", ...rows.flatMap(([keys, effect]) => [
      TernaryText.element("dt", "", keys), TernaryText.element("dd", "", effect),
    ]));
    return TernaryText.element(
      "details", "", TernaryText.element("summary", "", "Keys and gestures"), list);
  }

  // Systems.

  search() {
    const text = this.input.value.trim();
    if (text === "" || text === this.labels[this.position] || text === this.refused) return;
    const found = TernarySearch.find(this.labels, text);
    if (found >= 0) this.choose(found);
    else this.offer(text);
  }

  offer(text) {
    const offers = TernarySearch.offers(this.labels, text, 4).map((position) =>
      this.button(this.labels[position], "", () => {
        // The button goes with its message; the focus needs another place.
        this.stage.focus({ preventScroll: true });
        this.choose(position);
      }));
    this.refused = text;
    this.message.replaceChildren(`No map of “${text}” is stored. Nearest: `, ...offers);
  }

  // What the reader asks for becomes part of the page's address.
  choose(position) {
    if (position < 0 || position >= this.labels.length) return Promise.resolve();
    const hash = `#viewer=${encodeURIComponent(this.labels[position])}`;
    history.replaceState(null, "", hash);
    return this.open(position);
  }

  async open(position, percent = null) {
    this.ticket += 1;
    const { ticket } = this;
    const system = await this.archive.system(position);
    if (ticket !== this.ticket) return;
    this.position = position;
    this.system = system;
    this.layers = TernaryLayers.of(system, this.summary);
    this.known = this.compounds.flatMap((compound) => {
      const place = system.place(compound.parts);
      return place === null ? [] : [{ compound, place }];
    });
    // Later classes lie below; the target's compounds lie on top of all.
    this.known.sort((a, b) => this.depth(b) - this.depth(a));
    this.describe();
    if (this.view) this.view.reset();
    this.layerList.replaceChildren(...this.layers.map((layer) => {
      const option = TernaryText.element("option", "", layer.name);
      option.value = layer.id;
      return option;
    }));
    const point = percent === null ? null : system.grid.nearest(percent);
    this.pin = null;
    this.panel.clear();
    this.setLayer(this.layers.some(({ id }) => id === this.layerId) ? this.layerId : "class");
    // Pointer and keys need to know where the triangle lies.
    this.draw();
    this.setCursor(point === null ? system.peak(this.summary.target) : point);
    if (point !== null) this.setPin(point);
  }

  depth({ compound }) {
    return compound.place === this.summary.target ? -1 : compound.place;
  }

  describe() {
    const { system, position } = this;
    const { fixed } = system;
    this.input.value = system.label;
    this.refused = null;
    this.message.replaceChildren();
    this.heading.replaceChildren(TernaryText.element("strong", "", system.label));
    if (fixed !== null) {
      this.heading.append(
        ` – every point holds ${TernaryText.percent(fixed.fraction)} at.% ${fixed.element}`);
    }
    this.rank.textContent = `${position + 1} of ${this.labels.length}`;
    this.previous.disabled = position === 0;
    this.next.disabled = position === this.labels.length - 1;
    this.stage.setAttribute(
      "aria-label", `Map of ${system.label}; arrow keys move from point to point`);
  }

  // The address may name a system and a point: #viewer=Al-Cu-Fe@63,25,12
  async follow() {
    if (!location.hash.startsWith("#viewer=")) return false;
    const [name, point] = location.hash.slice("#viewer=".length).split("@");
    let label;
    try {
      label = TernaryArchive.shown(decodeURIComponent(name));
    } catch {
      return false;
    }
    const position = TernarySearch.find(this.labels, label);
    if (position < 0) {
      if (this.system === null) await this.open(0);
      this.offer(label);
      return true;
    }
    const percent = (point || "").split(",").map(Number);
    const isPoint =
      point && percent.length === 3 && percent.every((value) => value >= 0 && value < Infinity);
    await this.open(position, isPoint ? percent : null);
    this.root.scrollIntoView({ block: "start" });
    return true;
  }

  // Layers and points.

  get layer() {
    return this.layers.find(({ id }) => id === this.layerId);
  }

  setLayer(id) {
    this.layerId = id;
    this.layerList.value = id;
    TernaryLegend.fill(this.legend, this.layer, this.system, this.summary, this.known);
    this.invalidate();
  }

  setCursor(index) {
    if (index === this.cursor && this.shownSystem === this.system) return;
    this.cursor = index;
    this.shownSystem = this.system;
    this.readout.show(this.system, index);
    this.mark();
  }

  setPin(index) {
    this.pin = index;
    if (index === null) this.panel.clear();
    else this.panel.show(this.system, index, this.compounds);
    this.mark();
  }

  mark() {
    if (this.view) this.frame.mark(this.system, this.view, this.cursor, this.pin);
  }

  // Drawing, at most once a frame.

  invalidate() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.draw();
    });
  }

  draw() {
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    if (this.system === null || width === 0) return;
    if (!this.view || this.size[0] !== width || this.size[1] !== height) {
      this.size = [width, height];
      this.view = new TernaryView(width, height);
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.stage.style.setProperty("--drawn-width", `${width}px`);
      this.canvas.style.left = `${this.view.box.left}px`;
      this.canvas.style.top = `${this.view.box.top}px`;
      this.canvas.style.width = `${this.view.box.right - this.view.box.left}px`;
      this.canvas.style.height = `${this.view.box.bottom - this.view.box.top}px`;
    }
    const { box } = this.view;
    const pixels = (box.right - box.left) * (box.bottom - box.top);
    const fine = Math.min(Math.max(2, devicePixelRatio), Math.sqrt(2.5e6 / pixels));
    // While the map moves, a slow machine draws it coarsely.
    const isMoving = this.pointers.size > 0 || performance.now() - this.lastWheel < 150;
    const isCoarse = isMoving && this.cost > 12;
    const density = isCoarse ? Math.max(0.6, fine * Math.sqrt(12 / this.cost)) : fine;
    const start = performance.now();
    this.field.draw(this.system, this.layer, this.summary.ramp, this.view, box, density);
    if (isCoarse) {
      clearTimeout(this.refining);
      this.refining = setTimeout(() => this.invalidate(), 200);
    } else {
      this.cost = performance.now() - start;
    }
    this.frame.draw(this.system, this.view, this.known, this.summary.classes);
    this.mark();
    this.reset.disabled = this.view.zoom === 1;
    this.stage.classList.toggle("zoomed", this.view.zoom > 1);
  }

  // Zoom.

  centre() {
    const { left, right, top, bottom } = this.view.box;
    return [(left + right) / 2, (top + bottom) / 2];
  }

  zoom(factor, x, y) {
    const hasChanged = this.view.zoomBy(factor, x, y, this.system.grid.divisions);
    if (hasChanged) this.invalidate();
    return hasChanged;
  }

  showWhole() {
    this.view.reset();
    this.invalidate();
  }

  // Export.

  csv() {
    const { system, summary } = this;
    const elements = system.composition(0).map((part) => part.element);
    const header = elements.map((element) => `at.% ${element}`);
    header.push(...summary.classes.map((look) => `P(${look.name})`), "predicted class");
    if (system.domain !== null) header.push("domain");
    if (system.uncertainty !== null) header.push("uncertainty");
    if (system.rulesMet !== null) header.push("rules met");
    const short = (value) => Number(value.toPrecision(10));
    const rows = Array.from({ length: system.grid.count }, (_, index) => {
      const row = system.composition(index).map((part) => short(100 * part.fraction));
      row.push(...summary.classes.map((look, place) => short(system.probability(index, place))));
      row.push(summary.classes[system.predicted(index)].name);
      if (system.domain !== null) row.push(TernaryLayers.domain[system.domain[index]].name);
      if (system.uncertainty !== null) {
        row.push(short(system.uncertainty[index] * system.uncertaintyQuantum));
      }
      if (system.rulesMet !== null) row.push(TernaryLayers.bits(system.rulesMet[index]));
      return row;
    });
    return ReportTables.csv(header, rows);
  }

  fileName() {
    return `${this.system.label.replace(/[^\w()-]+/g, "_")}.csv`;
  }
}
