// Pointer, touch and keys of a viewer.
Object.assign(TernaryViewer.prototype, {
  listen() {
    const { stage } = this;
    stage.addEventListener("pointerdown", (event) => this.pressed(event));
    stage.addEventListener("pointermove", (event) => this.moved(event));
    stage.addEventListener("pointerup", (event) => this.released(event));
    stage.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    stage.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    stage.addEventListener("keydown", (event) => this.keyed(event));
    new ResizeObserver(() => this.invalidate()).observe(stage);
    addEventListener("hashchange", () => this.follow());
    // A link to what the address names already changes nothing, but still asks for the map.
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link !== null && link.hash.startsWith("#viewer=") && link.hash === location.hash) {
        this.follow();
      }
    });
  },

  place(event) {
    const frame = this.stage.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  },

  // The grid point at a place of the stage; null well outside of the triangle.
  pointAt(x, y) {
    if (!this.view || !this.view.holds([x, y], 14)) return null;
    const fractions = this.view.fractions(x, y);
    const slack = 14 / this.view.side;
    if (fractions.some((value) => value < -slack)) return null;
    return this.system.grid.nearest(fractions);
  },

  look(event) {
    const index = this.pointAt(...this.place(event));
    if (index !== null) this.setCursor(index);
  },

  pressed(event) {
    if (event.button !== 0 || !this.view) return;
    this.pointers.set(event.pointerId, this.place(event));
    this.isDrag = this.pointers.size > 1;
    this.travel = 0;
    if (event.isTrusted) this.stage.setPointerCapture(event.pointerId);
  },

  moved(event) {
    const before = this.pointers.get(event.pointerId);
    const now = this.place(event);
    if (before === undefined || this.pointers.size === 0) {
      this.look(event);
      return;
    }
    const spread = () => {
      const [a, b] = Array.from(this.pointers.values());
      const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      return { size: Math.hypot(a[0] - b[0], a[1] - b[1]), middle };
    };
    if (this.pointers.size > 1) {
      const old = spread();
      this.pointers.set(event.pointerId, now);
      const fresh = spread();
      this.view.panBy(fresh.middle[0] - old.middle[0], fresh.middle[1] - old.middle[1]);
      if (old.size > 0) this.zoom(fresh.size / old.size, ...fresh.middle);
      this.invalidate();
      return;
    }
    this.travel += Math.hypot(now[0] - before[0], now[1] - before[1]);
    this.pointers.set(event.pointerId, now);
    if (this.travel > 5) this.isDrag = true;
    if (this.view.zoom > 1 && this.isDrag) {
      this.view.panBy(now[0] - before[0], now[1] - before[1]);
      this.invalidate();
    } else {
      this.look(event);
    }
  },

  // A press without a drag pins the point.
  released(event) {
    const wasPressed = this.pointers.delete(event.pointerId);
    if (this.isDrag) this.invalidate();
    if (!wasPressed || this.isDrag || this.pointers.size > 0) return;
    const index = this.pointAt(...this.place(event));
    if (index === null) return;
    this.setCursor(index);
    this.setPin(index);
  },

  // At either end of the zoom the page scrolls on.
  wheeled(event) {
    if (!this.view) return;
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const strength = event.ctrlKey ? 0.01 : 0.002;
    const factor = Math.exp(-Math.max(-300, Math.min(300, event.deltaY * unit)) * strength);
    this.lastWheel = performance.now();
    if (this.zoom(factor, ...this.place(event)) || event.ctrlKey) event.preventDefault();
  },

  // Steps of i, j, k for each key; the second where the border forbids the first.
  steps(event) {
    const [upLeft, upRight] = [[1, 0, -1], [1, -1, 0]];
    const [downRight, downLeft] = [[-1, 0, 1], [-1, 1, 0]];
    switch (event.key) {
      case "ArrowLeft": return [[0, 1, -1]];
      case "ArrowRight": return [[0, -1, 1]];
      case "ArrowUp": return event.shiftKey ? [upRight] : [upLeft, upRight];
      case "ArrowDown": return event.shiftKey ? [downLeft] : [downRight, downLeft];
      default: return null;
    }
  },

  keyed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.view) return;
    const { grid } = this.system;
    const steps = this.steps(event);
    if (steps !== null) {
      const target = steps.map((step) => grid.neighbour(this.cursor, step))
        .find((index) => index !== null);
      if (target !== undefined) this.moveTo(target);
    } else if (event.key === "+" || event.key === "=") this.zoom(1.5, ...this.cursorPlace());
    else if (event.key === "-") this.zoom(1 / 1.5, ...this.cursorPlace());
    else if (event.key === "0") this.showWhole();
    else if (event.key === "Home") this.moveTo(this.system.peak(this.summary.target));
    else if (event.key === "Enter" || event.key === " ") this.setPin(this.cursor);
    else if (event.key === "Escape" && this.pin !== null) this.setPin(null);
    else return;
    event.preventDefault();
  },

  cursorPlace() {
    return this.view.position(this.system.grid.point(this.cursor));
  },

  // The map follows a cursor that leaves its box.
  moveTo(index) {
    this.setCursor(index);
    const [x, y] = this.cursorPlace();
    if (this.view.holds([x, y])) return;
    const [middleX, middleY] = this.centre();
    this.view.panBy(middleX - x, middleY - y);
    this.invalidate();
  },
});

const ternaryViewers = Array.from(
  document.querySelectorAll("div.viewer"), (root) => new TernaryViewer(root));
