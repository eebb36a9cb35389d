/// The first candidates of a ranking, best on top: probability with its interval, the grade of the
/// model's domain by marker, and the distance to the nearest known compound as a column of numbers.
public struct RankingFigure: FigureContent {
    /// One line.
    public struct Candidate: Sendable, Equatable {
        /// A formula; its amounts are set as subscripts.
        public var name: String
        /// 0 to 1.
        public var probability: Double
        /// The ends of the interval of the probability, 0 to 1, around it.
        public var lower: Double
        public var upper: Double
        /// The position of the domain grade in `gradeNames`.
        public var grade: Int
        /// Distance to the nearest known compound in `distanceTitle`'s unit, from 0 up; nil where
        /// there is none.
        public var distance: Double?

        public init(
            name: String, probability: Double, lower: Double, upper: Double, grade: Int = 0,
            distance: Double? = nil
        ) {
            self.name = name
            self.probability = probability
            self.lower = lower
            self.upper = upper
            self.grade = grade
            self.distance = distance
        }
    }

    /// From the first rank on.
    public var candidates: [Candidate]
    public var gradeNames: [String]
    public var valueTitle: String
    public var distanceTitle: String
    /// The numbers of the first candidates to write out, names and distances; the others follow as
    /// thin lines. The default is 30.
    public var named: Int
    public var title: String
    public var style: FigureStyle

    public init(
        candidates: [Candidate],
        gradeNames: [String] = ["inside the domain", "at its edge", "outside"],
        valueTitle: String = "Probability", distanceTitle: String = "Distance (at.%)",
        named: Int = 30, title: String = "", style: FigureStyle = FigureStyle()
    ) {
        self.candidates = candidates
        self.gradeNames = gradeNames
        self.valueTitle = valueTitle
        self.distanceTitle = distanceTitle
        self.named = named
        self.title = title
        self.style = style
    }

    public func rendered(as format: FigureFormat) throws -> [UInt8] { try bytes(as: format) }

    var lettersAcross: Double { 28 }

    func check() throws {
        let figure = "ranking"
        guard !candidates.isEmpty else { throw FiguresError.nothingToDraw(figure: figure) }
        guard named >= 0 else {
            throw FiguresError.negative(
                figure: figure, item: "count of named candidates", value: Double(named))
        }
        for (index, candidate) in candidates.enumerated() {
            let place = "\(figure), rank \(index + 1)"
            let isInOrder =
                candidate.lower >= 0 && candidate.lower <= candidate.probability
                && candidate.probability <= candidate.upper && candidate.upper <= 1
            guard isInOrder else {
                throw FiguresError.shape(
                    figure: place,
                    found: "\(candidate.lower), \(candidate.probability), \(candidate.upper)",
                    expected: "a probability and the ends of its interval")
            }
            guard gradeNames.indices.contains(candidate.grade) else {
                throw FiguresError.shape(
                    figure: place, found: "grade \(candidate.grade)",
                    expected: "positions in the \(gradeNames.count) grade names")
            }
            guard let distance = candidate.distance else { continue }
            guard distance.isFinite else {
                throw FiguresError.notFinite(
                    figure: figure, item: "rank \(index + 1)", value: distance)
            }
            guard distance >= 0 else {
                throw FiguresError.negative(
                    figure: figure, item: "rank \(index + 1)", value: distance)
            }
        }
    }

    // MARK: - Layout

    private var size: Double { style.fontSize }
    private var font: TextFont { TextFont(size: size) }
    private var small: TextFont { TextFont(size: 0.9 * size) }
    private var top: Double { (title.isEmpty ? 0 : 2.2 * size) + 2 * size }
    private var namedCount: Int { min(named, candidates.count) }
    private var rowHeight: Double { 1.7 * size }
    private var thinHeight: Double { 0.6 * size }
    private var plotHeight: Double {
        rowHeight * Double(namedCount) + thinHeight * Double(candidates.count - namedCount)
    }

    private func middle(of row: Int) -> Double {
        row < namedCount
            ? top + (Double(row) + 0.5) * rowHeight
            : top + Double(namedCount) * rowHeight
                + (Double(row - namedCount) + 0.5) * thinHeight
    }

    /// Grades that occur, in their own order.
    private var grades: [Int] {
        gradeNames.indices.filter { grade in candidates.contains { $0.grade == grade } }
    }

    private var key: KeyRow {
        KeyRow(
            entries: grades.map {
                KeyRow.Entry(
                    symbol: .marker(appearance(of: $0)), name: gradeNames[$0])
            }, fontSize: size)
    }

    private func appearance(of grade: Int) -> ClassAppearance {
        SeriesAppearance.of(grade, theme: style.theme)
    }

    func height(ruler: Canvas) -> Double {
        top + plotHeight + 3.8 * size
            + key.height(width: style.widthInPoints - 2 * size, ruler: ruler) + 0.5 * size
    }

    // MARK: - Drawing

    func draw(on canvas: Canvas) throws {
        let names = candidates.prefix(namedCount).map {
            canvas.fitted(formula: $0.name, font, within: 0.34 * style.widthInPoints)
        }
        let rankWidth = canvas.width(of: "\(candidates.count)", small)
        let nameWidth = names.map { canvas.width(of: $0, font) }.max() ?? 0
        let left = 0.6 * size + rankWidth + (names.isEmpty ? 0.6 : 1.4) * size + nameWidth
        let distances = candidates.prefix(namedCount).map(distanceText)
        let hasDistances = distances.contains { $0 != "–" }
        let column = hasDistances ? distanceWidth(distances, canvas) : 0
        let box = PageBox(
            x: left, y: top, width: style.widthInPoints - left - column - 1.8 * size,
            height: plotHeight)
        let scale = axis
        canvas.drawTitle(title, width: style.widthInPoints, fontSize: size)
        drawGround(on: canvas, box)
        canvas.drawGrid(in: box, scale)
        drawMarks(on: canvas, box, scale)
        canvas.set(.ink)
        canvas.setLine(width: 0.6)
        canvas.addBox(box)
        canvas.stroke()
        for (row, name) in names.enumerated() {
            canvas.set(.ink)
            canvas.draw(
                name, font, at: PagePoint(left - 0.6 * size, middle(of: row)), .right)
        }
        drawRanks(on: canvas, right: 0.6 * size + rankWidth)
        if hasDistances {
            drawDistances(distances, on: canvas, right: style.widthInPoints - 0.8 * size, column)
        }
        canvas.drawTickLabels(under: box, scale, fontSize: size)
        canvas.draw(
            canvas.fitted(valueTitle, font, within: box.width + 2 * size), font,
            at: PagePoint(box.x + box.width / 2, top + plotHeight + 2.5 * size), .centre)
        key.draw(
            on: canvas, left: size, top: top + plotHeight + 3.8 * size,
            width: style.widthInPoints - 2 * size)
    }

    /// The intervals, and a little room so that no marker lies on the frame; the axis does not
    /// begin at 0, since places are compared here and not lengths.
    private var axis: AxisScale {
        let low = candidates.map(\.lower).min() ?? 0
        let high = candidates.map(\.upper).max() ?? 1
        let room = 0.02 * max(high - low, 0.01)
        return AxisScale(within: max(0, low - room)...min(1, max(high, low + room)))
    }

    /// Every other line shaded, to lead the eye from the name to the distance.
    private func drawGround(on canvas: Canvas, _ box: PageBox) {
        for row in stride(from: 1, to: namedCount, by: 2) {
            canvas.fillBox(
                PageBox(
                    x: 0.4 * size, y: middle(of: row) - rowHeight / 2,
                    width: style.widthInPoints - 0.8 * size, height: rowHeight), .ink,
                opacity: 0.05)
        }
    }

    private func drawMarks(on canvas: Canvas, _ box: PageBox, _ scale: AxisScale) {
        for (row, candidate) in candidates.enumerated() {
            let y = middle(of: row)
            func place(_ value: Double) -> PagePoint {
                PagePoint(box.x + box.width * scale.share(value), y)
            }
            let look = appearance(of: candidate.grade)
            let isNamed = row < namedCount
            canvas.set(look.marker, opacity: isNamed ? 1 : 0.7)
            canvas.setLine(width: isNamed ? 1 : 0.5)
            canvas.line(place(candidate.lower), place(candidate.upper))
            if isNamed {
                for end in [place(candidate.lower), place(candidate.upper)] {
                    canvas.line(
                        PagePoint(end.x, y - 0.25 * size), PagePoint(end.x, y + 0.25 * size))
                }
            }
            canvas.marker(
                look, at: place(candidate.probability), radius: (isNamed ? 0.48 : 0.28) * size)
        }
    }

    private func drawRanks(on canvas: Canvas, right: Double) {
        canvas.set(.faint)
        for row in candidates.indices {
            let rank = row + 1
            // The thin lines have room for every tenth rank alone.
            guard row < namedCount || (rank.isMultiple(of: 10) && row > namedCount) else {
                continue
            }
            canvas.draw("\(rank)", small, at: PagePoint(right, middle(of: row)), .right)
        }
    }

    // MARK: - Distances

    private func distanceText(_ candidate: Candidate) -> String {
        candidate.distance.map { PlainText.number($0, decimals: 1) } ?? "–"
    }

    private func distanceWidth(_ distances: [String], _ canvas: Canvas) -> Double {
        let widest = distances.map { canvas.width(of: $0, font) }.max() ?? 0
        let heading = canvas.width(of: PlainText.line(distanceTitle), small)
        return max(widest, min(heading, 0.24 * style.widthInPoints)) + size
    }

    private func drawDistances(
        _ distances: [String], on canvas: Canvas, right: Double, _ width: Double
    ) {
        canvas.set(.ink)
        canvas.draw(
            canvas.fitted(distanceTitle, small, within: width), small,
            at: PagePoint(right, top - 0.9 * size), .right)
        for (row, text) in distances.enumerated() {
            canvas.draw(text, font, at: PagePoint(right, middle(of: row)), .right)
        }
    }
}
