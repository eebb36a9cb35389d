import Basis

/// How much the training rows say about a row.
public enum Ground: Int, Sendable, Equatable, Codable {
    /// Rows like it were trained on.
    case inside
    /// Something of it was trained on in rows of one class only.
    case edge
    /// Nothing like it was trained on.
    case outside
}

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
    /// Where the row stands against the rows that were trained on.
    public let ground: Ground
    /// Whether all rows of the row's family were left out, not its nearest relatives only.
    public let isFamilyOut: Bool
    /// (p - y)^2: p is the probability of the predicted class, y is 1 where that is the truth.
    public let squaredError: Double

    public init(
        row: Int, pass: Int, fold: Int, spread: Double, isolation: Double,
        ground: Ground = .inside, isFamilyOut: Bool = false, squaredError: Double
    ) {
        self.row = row
        self.pass = pass
        self.fold = fold
        self.spread = spread
        self.isolation = isolation
        self.ground = ground
        self.isFamilyOut = isFamilyOut
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
/// On the edge and outside the spread is no evidence: trees that have seen nothing there, or one
/// class only, agree. An uncertainty there is never below a ``Floor``: the error of rows of such
/// ground and such isolation whose whole family was left out, sure ones or not.
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

    /// The error of left-out families on ground of one kind, up to an isolation.
    public struct Floor: Sendable, Equatable, Codable {
        public let limit: Double
        public let rows: Int
        /// Root of the mean squared error, no smaller than that of less isolated rows. Rows that
        /// are missing to ``IsolatedUncertainty/leastRows`` count as tosses of a coin.
        public let error: Double
    }

    public static let limits = [0.5, 0.8, 0.9, 0.95, 0.99, 1]
    public static let leastRows = 100

    /// By rising isolation.
    public let strata: [Stratum]
    /// The largest isolation of a calibration row: beyond it nothing was measured.
    public let reach: Double
    /// On the edge, by rising isolation.
    public let edge: [Floor]
    /// Outside, by rising isolation.
    public let outside: [Floor]

    /// - Throws: ``ValidationError`` without rows and for values that are not finite.
    public init(fitting rows: [Doubt]) throws {
        if let index = rows.firstIndex(where: { !$0.isolation.isFinite }) {
            throw ValidationError.notFinite(what: "isolation", index: index)
        }
        strata = try Self.groups(of: rows).map { group in
            Stratum(
                limit: group.limit, rows: group.rows.count,
                scale: try UncertaintyScale(
                    fitting: group.rows.map(\.spread),
                    squaredErrors: group.rows.map(\.squaredError)))
        }
        reach = rows.map(\.isolation).max() ?? 0
        edge = Self.floors(of: rows.filter { $0.isFamilyOut && $0.ground == .edge })
        outside = Self.floors(of: rows.filter { $0.isFamilyOut && $0.ground == .outside })
    }

    /// Rows by isolation, in groups of ``leastRows`` or more where there are so many in all.
    private static func groups(of rows: [Doubt]) -> [(limit: Double, rows: [Doubt])] {
        var groups = [(limit: Double, rows: [Doubt])]()
        var open = [Doubt]()
        var lower = -Double.infinity
        for limit in limits {
            open += rows.filter {
                $0.isolation > lower && ($0.isolation <= limit || limit == limits.last)
            }
            lower = limit
            guard open.count >= leastRows || limit == limits.last else { continue }
            if open.count < leastRows, let last = groups.popLast() { open = last.rows + open }
            groups.append((limit, open))
            open = []
        }
        return groups
    }

    private static func floors(of rows: [Doubt]) -> [Floor] {
        var highest = 0.0
        return groups(of: rows).map { group in
            let sum = group.rows.reduce(0) { $0 + $1.squaredError }
            let missing = Double(max(0, leastRows - group.rows.count))
            let mean = (sum + 0.25 * missing) / (Double(group.rows.count) + missing)
            highest = max(highest, mean.squareRoot())
            return Floor(limit: group.limit, rows: group.rows.count, error: highest)
        }
    }

    /// The error to expect (root mean square).
    ///
    /// - Parameter ground: where the row stands. The default is inside.
    public func uncertainty(
        ofSpread spread: Double, isolation: Double, ground: Ground = .inside
    ) -> Double {
        let floors = ground == .inside ? [] : ground == .edge ? edge : outside
        var result = (floors.first { isolation <= $0.limit } ?? floors.last)?.error ?? 0
        var lower = -Double.infinity
        for stratum in strata where isolation > lower {
            result = max(
                result, stratum.floor, stratum.scale.uncertainty(ofSpread: spread))
            lower = stratum.limit
        }
        return result
    }

    /// The largest that is ever stated: where nothing can be known.
    public var widest: Double {
        let scales = strata.map { max($0.floor, $0.scale.uncertainty(ofSpread: .infinity)) }
        return (scales + (edge + outside).map(\.error)).max() ?? 1
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
                        ground: rows[row].ground)
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
