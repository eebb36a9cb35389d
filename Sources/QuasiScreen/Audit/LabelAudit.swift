import Basis
import Materials
import Validation

/// Rows of a table whose out-of-fold prediction contradicts their label.
public struct LabelAudit: Sendable, Encodable {
    /// A compound that stands near.
    public struct Kin: Sendable, Encodable, Equatable {
        public let formula: String
        public let className: String
        /// Fraction of atoms to exchange, 0...1, after the replacement.
        public let distance: Double
        /// The element that was replaced in the audited row by a similar one to come so near, as in
        /// "Ho by Dy"; absent where none was.
        public let replaced: String?

        enum CodingKeys: String, CodingKey {
            case formula, distance, replaced
            case className = "class"
        }
    }

    /// One row to look at.
    public struct Row: Sendable, Encodable {
        public let formula: String
        /// `file:line:column` of the formula.
        public let place: String
        /// The label, decisions carried out.
        public let className: String
        public let predictedClass: String
        /// Of the predicted class, by a model that has seen no compound of the chemical system.
        public let probability: Double
        /// By class name; they sum to 1.
        public let probabilities: [String: Double]
        /// The nearest other compounds, nearest first.
        public let kin: [Kin]
        /// The nearest other compound of the predicted class, of the row as it is and with one
        /// element replaced by a similar one: isotypes show here. Absent where there is none.
        public let predictedKin: Kin?

        enum CodingKeys: String, CodingKey {
            case formula, place, probability, probabilities, kin
            case className = "class"
            case predictedClass = "predicted_class"
            case predictedKin = "predicted_kin"
        }
    }

    public let classes: [String]
    public let folds: Int
    public let seed: UInt64
    /// Rows that were predicted: all that take part in training.
    public let audited: Int
    /// Rows whose prediction contradicts a label that somebody has confirmed; they are not listed.
    public let confirmed: Int
    /// The least probable label first; of equal ones the first row.
    public let rows: [Row]

    static let kinCount = 3

    /// - Parameters:
    ///   - table: the rows that were predicted, in the order of the outcome's row numbers.
    ///   - confirmed: places of the rows whose label somebody has confirmed.
    init(
        _ outcome: ValidationOutcome, of table: CompoundTable, confirmed: Set<String>,
        threads: Int
    ) throws {
        let contradicted = outcome.predictions.filter { $0.predicted != $0.truth }
        let isConfirmed = { (row: Int) in confirmed.contains(table.compounds[row].place) }
        let listed = contradicted.filter { !isConfirmed($0.row) }.sorted {
            ($0.probabilities[$0.truth], $0.row) < ($1.probabilities[$1.truth], $1.row)
        }
        let index = CompositionIndex(table.compositions)
        let labels = table.labels
        let classNames = table.classNames
        classes = classNames
        folds = outcome.folds.count
        seed = outcome.seed
        audited = outcome.predictions.count
        self.confirmed = contradicted.count - listed.count
        rows = try Parallel.map(count: listed.count, threads: threads) { position in
            let found = listed[position]
            let compound = table.compounds[found.row]
            func kin(
                of composition: Composition, replaced: String? = nil, _ count: Int,
                where accepts: @escaping (Int) -> Bool = { _ in true }
            ) -> [Kin] {
                index.nearest(to: composition, count: count) {
                    $0 != found.row && accepts($0)
                }.map {
                    Kin(
                        formula: table.compounds[$0.index].formula,
                        className: classNames[labels[$0.index]], distance: $0.distance,
                        replaced: replaced)
                }
            }
            let relatives =
                [(composition: compound.composition, replaced: String?.none)]
                + Homologues.replacements(in: compound.composition).map {
                    ($0.composition, "\($0.old.symbol) by \($0.new.symbol)")
                }
            let predictedKin = relatives.flatMap { relative in
                kin(of: relative.composition, replaced: relative.replaced, 1) {
                    labels[$0] == found.predicted
                }
            }
            return Row(
                formula: compound.formula, place: compound.place,
                className: classNames[found.truth], predictedClass: classNames[found.predicted],
                probability: found.probabilities[found.predicted],
                probabilities: Dictionary(
                    uniqueKeysWithValues: zip(classNames, found.probabilities)),
                kin: kin(of: compound.composition, Self.kinCount),
                // Of equal distances the first wins: the row as it is.
                predictedKin: predictedKin.min { $0.distance < $1.distance })
        }
    }

    enum CodingKeys: String, CodingKey {
        case classes, folds, seed, audited, confirmed, rows
    }
}
