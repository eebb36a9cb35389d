/// Quantities of an iteration, one panel above the other, each against the number of the step.
public struct ProgressFigure: FigureContent {
    /// One quantity: a value for each step.
    public struct Panel: Sendable, Equatable {
        public var title: String
        public var values: [Double]

        public init(title: String, values: [Double]) {
            self.title = title
            self.values = values
        }
    }

    /// From the top; all with the same number of values, 2 or more.
    public var panels: [Panel]
    public var title: String
    public var style: FigureStyle

    public init(panels: [Panel], title: String = "", style: FigureStyle = FigureStyle()) {
        self.panels = panels
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    func check() throws {
        guard let first = panels.first, first.values.count >= 2 else {
            throw FiguresError.nothingToDraw(figure: "progress")
        }
        for panel in panels {
            guard panel.values.count == first.values.count else {
                throw FiguresError.shape(
                    figure: "progress", found: "\(panel.values.count) values",
                    expected: "\(first.values.count)")
            }
            if let index = panel.values.firstIndex(where: { !$0.isFinite }) {
                throw FiguresError.notFinite(
                    figure: "progress", item: "\(panel.title), step \(index + 1)",
                    value: panel.values[index])
            }
        }
    }

    private var titleHeight: Double { title.isEmpty ? 0 : 2 * style.fontSize }
    private var panelHeight: Double { 0.3 * style.widthInPoints }

    func height(ruler: Canvas) -> Double {
        titleHeight + Double(panels.count) * (panelHeight + 3 * style.fontSize)
            + 2 * style.fontSize
    }

    func draw(on canvas: Canvas) throws {
        let size = style.fontSize
        let steps = Double(panels[0].values.count)
        let horizontal = AxisScale(within: 1...steps, wholeNumbers: true)
        let font = TextFont(size: 0.9 * size)
        let scales = panels.map { panel in
            AxisScale(
                covering: min(0, panel.values.min() ?? 0)...max(1e-9, panel.values.max() ?? 1))
        }
        let widest =
            scales.flatMap { scale in
                scale.ticks.map { canvas.width(of: scale.text($0), font) }
            }.max() ?? 0
        let left = 2.4 * size + widest
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        for (number, panel) in panels.enumerated() {
            let box = PageBox(
                x: left,
                y: titleHeight + size + Double(number) * (panelHeight + 3 * size),
                width: style.widthInPoints - left - 1.5 * size, height: panelHeight)
            let isLast = number == panels.count - 1
            canvas.drawAxes(
                in: box, horizontal, scales[number], titles: (isLast ? "Step" : "", panel.title),
                fontSize: size)
            canvas.set(canvas.theme.strong(.blue))
            canvas.setLine(width: 1)
            canvas.addLine(
                panel.values.enumerated().map { step, value in
                    PagePoint(
                        box.x + box.width * horizontal.share(Double(step + 1)),
                        box.y + box.height * (1 - scales[number].share(value)))
                })
            canvas.stroke()
        }
    }
}
