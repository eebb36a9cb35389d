import Basis

/// What is known of the error of one prediction about a row that the model has not seen.
public struct Doubt: Sendable, Equatable, Codable {
    /// The row of the data; a row may have been left out in several ways.
    public let row: Int
    /// How the row was left out: the number of the pass.
    public let pass: Int
    /// The fold of the pass in which the row was tested.
    public let fold: Int
    /// The spread of the predicted class's probability inside the model.
    public let spread: Double
    /// The share of training rows that are less isolated, 0...1.
    public let isolation: Double
    /// Whether the row is outside the domain of the rows that were trained on.
    public let isOutside: Bool
    /// (p - y)^2: p is the probability of the predicted class, y is 1 where that is the truth.
    public let squaredError: Double

    public init(
        row: Int, pass: Int, fold: Int, spread: Double, isolation: Double, isOutside: Bool = false,
        squaredError: Double
    ) {
        self.row = row
        self.pass = pass
        self.fold = fold
        self.spread = spread
        self.isolation = isolation
        self.isOutside = isOutside
        self.squaredError = squaredError
    }
}

/// The error to expect of a prediction, by its spread and by its isolation: it grows with both.
///
/// Rows are cut into strata of isolation at ``limits``; a stratum with fewer than ``leastRows`` rows
/// joins the next more isolated one. Each stratum has an ``UncertaintyScale`` from spread to error,
/// no finer than its rows can tell: sqrt(0.5 / (n + 1)) at least, Jeffreys' estimate of a share of
/// which n rows show nothing. The uncertainty is the largest that the scales of the own and of the
/// less isolated strata give.
///
/// Outside the domain the spread is no evidence: trees that have seen nothing there agree. An
/// uncertainty there is never below ``outside``, the error of all rows outside, sure ones or not.
public struct IsolatedUncertainty: Sendable, Equatable, Codable {
    /// One range of isolation.
    public struct Stratum: Sendable, Equatable, Codable {
        /// The largest isolation that belongs to it.
        public let limit: Double
        public let rows: Int
        public let scale: UncertaintyScale

        /// What its rows cannot rule out.
        var floor: Double { (0.5 / Double(rows + 1)).squareRoot() }
    }

    public static let limits = [0.5, 0.8, 0.9, 0.95, 0.99, 1]
    public static let leastRows = 100

    /// By rising isolation.
    public let strata: [Stratum]
    /// The largest isolation of a calibration row: beyond it nothing was measured.
    public let reach: Double
    /// Root of the mean squared error of the rows outside the domain; the largest error that is
    /// stated at all where there are too few.
    public let outside: Double

    /// - Throws: ``ValidationError`` without rows and for values that are not finite.
    public init(fitting rows: [Doubt]) throws {
        if let index = rows.firstIndex(where: { !$0.isolation.isFinite }) {
            throw ValidationError.notFinite(what: "isolation", index: index)
        }
        var groups = [(limit: Double, rows: [Doubt])]()
        var open = [Doubt]()
        var lower = -Double.infinity
        for limit in Self.limits {
            open += rows.filter {
                $0.isolation > lower && ($0.isolation <= limit || limit == Self.limits.last)
            }
            lower = limit
            guard open.count >= Self.leastRows || limit == Self.limits.last else { continue }
            if open.count < Self.leastRows, let last = groups.popLast() { open = last.rows + open }
            groups.append((limit, open))
            open = []
        }
        strata = try groups.map { group in
            Stratum(
                limit: group.limit, rows: group.rows.count,
                scale: try UncertaintyScale(
                    fitting: group.rows.map(\.spread),
                    squaredErrors: group.rows.map(\.squaredError)))
        }
        reach = rows.map(\.isolation).max() ?? 0
        let beyond = rows.filter(\.isOutside).map(\.squaredError)
        outside =
            beyond.count < Self.leastRows
            ? Self.widest(of: strata)
            : (beyond.reduce(0, +) / Double(beyond.count)).squareRoot()
    }

    /// The error to expect (root mean square).
    ///
    /// - Parameter isOutside: whether the row is outside the domain. The default is no.
    public func uncertainty(
        ofSpread spread: Double, isolation: Double, isOutside: Bool = false
    ) -> Double {
        var result = isOutside ? outside : 0
        var lower = -Double.infinity
        for stratum in strata where isolation > lower {
            result = max(
                result, stratum.floor, stratum.scale.uncertainty(ofSpread: spread))
            lower = stratum.limit
        }
        return result
    }

    /// The largest that is ever stated: where nothing can be known.
    public var widest: Double { Self.widest(of: strata) }

    private static func widest(of strata: [Stratum]) -> Double {
        strata.map { max($0.floor, $0.scale.uncertainty(ofSpread: .infinity)) }.max() ?? 1
    }

    /// The uncertainty of each row from rows that have nothing to do with its fold: neither those of
    /// the fold nor the same rows left out otherwise.
    public static func crossFitted(_ rows: [Doubt]) throws -> [Double] {
        var result = [Double](repeating: 0, count: rows.count)
        for pass in Set(rows.map(\.pass)).sorted() {
            let own = rows.indices.filter { rows[$0].pass == pass }
            for fold in Set(own.map { rows[$0].fold }).sorted() {
                let inside = own.filter { rows[$0].fold == fold }
                let hidden = Set(inside.map { rows[$0].row })
                let outside = rows.filter { !hidden.contains($0.row) }
                guard !outside.isEmpty else { continue }
                let fitted = try IsolatedUncertainty(fitting: outside)
                for row in inside {
                    result[row] = fitted.uncertainty(
                        ofSpread: rows[row].spread, isolation: rows[row].isolation,
                        isOutside: rows[row].isOutside)
                }
            }
        }
        return result
    }
}

/// Stated uncertainty against realised error for rows of one kind.
public struct UncertaintyStratum: Sendable, Equatable, Codable {
    /// What was left out.
    public let leftOut: String
    /// Where the rows stand: a grade of the domain.
    public let domain: String
    public let rows: Int
    /// Predictions of the wrong class.
    public let wrong: Int
    /// Root of the mean squared stated uncertainty.
    public let stated: Double
    /// Root of the mean squared error.
    public let realised: Double

    enum CodingKeys: String, CodingKey {
        case domain, rows, wrong, stated, realised
        case leftOut = "left_out"
    }

    /// - Parameters:
    ///   - stated: an uncertainty and a squared error for each row; `nil` without rows.
    public init?(
        leftOut: String, domain: String,
        stated: [(uncertainty: Double, squaredError: Double, isWrong: Bool)]
    ) {
        guard !stated.isEmpty else { return nil }
        let count = Double(stated.count)
        self.leftOut = leftOut
        self.domain = domain
        rows = stated.count
        wrong = stated.count { $0.isWrong }
        self.stated =
            (stated.reduce(0) { $0 + $1.uncertainty * $1.uncertainty } / count).squareRoot()
        realised = (stated.reduce(0) { $0 + $1.squaredError } / count).squareRoot()
    }
}
