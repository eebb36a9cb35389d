import Basis
import Descriptors
import Materials
import Symbolic
import Validation

/// Which descriptors formulas may use, and why others may not.
struct RuleDescriptors: Sendable {
    /// What became of a descriptor.
    enum Fate: Sendable, Equatable {
        case used
        /// Nearly the same as a descriptor that comes first, |r| > 0.95.
        case standsFor(String)
        /// Not a property of atoms or matter.
        case notPhysical
        /// A value of an element of the wanted class is imputed.
        case imputed(Element)
        /// More than ``mostMissing`` of the compounds have an element without a value.
        case missing(Element)
        /// The same value in all compounds.
        case constant
    }

    /// The largest share of compounds that one descriptor may cost.
    static let mostMissing = 0.02
    /// Supply and abundance say nothing of phases.
    static let notPhysical: Set<String> = ["hhi_p", "hhi_r"]
    static let duplicateCorrelation = 0.95

    /// All that were asked for, in that order, with their fates.
    let fates: [(descriptor: AlloyDescriptor, fate: Fate)]

    /// Those that formulas may use.
    var used: [AlloyDescriptor] { fates.filter { $0.fate == .used }.map(\.descriptor) }

    /// Reads names; an unknown one is an error with a suggestion.
    static func parse(_ names: [String]) throws -> [AlloyDescriptor] {
        try names.map { name in
            guard let descriptor = AlloyDescriptor(name) else {
                throw QuasiScreenError.unknownDescriptor(name)
            }
            if let property = descriptor.property {
                _ = try ElementTable.standard.propertyIndex(property)
            }
            return descriptor
        }
    }

    /// Judges the values that a set of compounds needs. Correlations come later, see
    /// ``withoutRepeats(_:threads:)``.
    ///
    /// - Parameter wanted: which compounds are of the wanted class.
    init(
        _ asked: [AlloyDescriptor], compositions: [Composition], wanted: [Bool],
        table: ElementTable = .standard
    ) throws {
        var frequency = [Int](repeating: 0, count: Element.allCases.count + 1)
        var isWanted = [Bool](repeating: false, count: Element.allCases.count + 1)
        for (composition, wanted) in zip(compositions, wanted) {
            for element in composition.elements {
                frequency[element.atomicNumber] += 1
                if wanted { isWanted[element.atomicNumber] = true }
            }
        }
        let occurring = Element.allCases.filter { frequency[$0.atomicNumber] > 0 }
        let most = Self.mostMissing * Double(compositions.count)
        fates = try asked.map { descriptor in
            guard let property = descriptor.property else { return (descriptor, .used) }
            if Self.notPhysical.contains(property) { return (descriptor, .notPhysical) }
            let column = try table.propertyIndex(property)
            for element in occurring {
                let rows = Double(frequency[element.atomicNumber])
                switch table.provenance(column, element) {
                case .imputed, .filled:
                    if isWanted[element.atomicNumber] { return (descriptor, .imputed(element)) }
                case .missing:
                    if isWanted[element.atomicNumber] || rows > most {
                        return (descriptor, .missing(element))
                    }
                default: continue
                }
            }
            return (descriptor, .used)
        }
    }

    private init(fates: [(descriptor: AlloyDescriptor, fate: Fate)]) { self.fates = fates }

    /// The choice without descriptors that nearly repeat an earlier one; the order of asking is
    /// that of preference.
    ///
    /// - Parameter columns: of ``used``, in order.
    func withoutRepeats(_ columns: [[Double]], threads: Int) throws -> RuleDescriptors {
        let used = self.used
        let rows = columns.first?.count ?? 0
        let matrix = Matrix(
            rows: rows, columns: columns.count,
            values: (0..<rows).flatMap { row in columns.map { $0[row] } })
        let clusters = try CorrelationClusters(
            matrix, threshold: Self.duplicateCorrelation, linkage: .complete, threads: threads)
        var fate = [AlloyDescriptor: Fate]()
        for cluster in clusters.clusters {
            for member in cluster.dropFirst() {
                fate[used[member]] = .standsFor(used[cluster[0]].name)
            }
        }
        for (index, column) in columns.enumerated() where column.allSatisfy({ $0 == column[0] }) {
            fate[used[index]] = .constant
        }
        return RuleDescriptors(
            fates: fates.map { ($0.descriptor, fate[$0.descriptor] ?? $0.fate) })
    }

    /// One line for each descriptor that was asked for.
    var csv: String {
        var writer = DelimitedWriter(columns: ["descriptor", "used", "reason"])
        for (descriptor, fate) in fates {
            writer.append([descriptor.name, "\(fate == .used)", fate.reason])
        }
        return writer.text
    }

    /// Descriptors as variables of formulas.
    static func variables(_ descriptors: AlloyDescriptors) throws -> [Variable] {
        try zip(descriptors.descriptors, descriptors.units).map {
            Variable(
                name: $0.name, unit: try Unit($1 == "Pauling" ? "1" : $1),
                latex: RuleVariable.latex($0.name))
        }
    }
}

extension RuleDescriptors.Fate {
    /// Why the descriptor is not used; empty where it is.
    var reason: String {
        switch self {
        case .used: ""
        case .standsFor(let other): "nearly the same as \(other)"
        case .notPhysical: "not a physical property"
        case .imputed(let element): "the value of \(element) is imputed"
        case .missing(let element): "\(element) has no value"
        case .constant: "the same in all compounds"
        }
    }
}
