import Basis
import Materials

/// Computes named descriptors of alloys, see ``AlloyDescriptor``.
///
/// Statistics are those of a ``Featurizer``, bit for bit. Nothing is imputed: a composition with an
/// element that lacks a needed value is refused.
public struct AlloyDescriptors: Sendable {
    public let descriptors: [AlloyDescriptor]
    /// Units in the order of ``descriptors``.
    public let units: [String]
    let table: ElementTable
    private let featurizer: Featurizer?
    private let sources: [Source]
    /// Columns of the element table that are needed, each once.
    private let needed: [Int]

    /// Where the value of a column comes from.
    private enum Source: Sendable {
        /// A column of the featurizer.
        case pooled(Int)
        case stoichiometry(StoichiometryDescriptor)
        /// A column of the element table.
        case base(Int)
        case solute(Int)
        case spread(Int)
        case contrast(Int)
        case share(ElementFamily)
    }

    /// - Throws: `ElementTableError` for a property that the table does not have,
    ///   ``DescriptorError`` for a statistic that its values do not have.
    public init(_ descriptors: [AlloyDescriptor], table: ElementTable = .standard) throws {
        self.descriptors = descriptors
        self.table = table
        var properties = [String]()
        var statistics = [Statistic]()
        for case .statistic(let statistic, let property) in descriptors {
            if !properties.contains(property) { properties.append(property) }
            if !statistics.contains(statistic) { statistics.append(statistic) }
        }
        if properties.isEmpty {
            featurizer = nil
        } else {
            featurizer = try Featurizer(
                table: table,
                descriptors: DescriptorSet(properties: properties, statistics: statistics))
        }
        let names = featurizer?.names ?? []
        var sources = [Source]()
        var units = [String]()
        for descriptor in descriptors {
            let column = try descriptor.property.map(table.propertyIndex)
            if case .spread = descriptor { try Self.requirePositive(descriptor, column, table) }
            if case .contrast = descriptor { try Self.requirePositive(descriptor, column, table) }
            var unit = column.map { table.properties[$0].unit } ?? "1"
            switch descriptor {
            case .statistic(let statistic, _):
                guard let position = names.firstIndex(of: descriptor.name) else { continue }
                unit = statistic.unit(of: unit)
                sources.append(.pooled(position))
            case .stoichiometry(let known): sources.append(.stoichiometry(known))
            case .base: sources.append(.base(column ?? 0))
            case .solute: sources.append(.solute(column ?? 0))
            case .spread:
                unit = "1"
                sources.append(.spread(column ?? 0))
            case .contrast:
                unit = "1"
                sources.append(.contrast(column ?? 0))
            case .share(let family): sources.append(.share(family))
            }
            units.append(unit)
        }
        self.sources = sources
        self.units = units
        needed = Set(try descriptors.compactMap { try $0.property.map(table.propertyIndex) })
            .sorted()
    }

    /// The first value that a composition lacks; `nil` where it has all.
    public func missingValue(of composition: Composition) -> MissingValue? {
        for column in needed {
            for element in composition.elements where table.value(column, element) == nil {
                return MissingValue(element: element, property: table.properties[column].name)
            }
        }
        return nil
    }

    /// The descriptors of one composition, in the order of ``descriptors``; finite.
    ///
    /// - Throws: ``DescriptorError/missingValue(_:formula:)``.
    public func values(of composition: Composition) throws -> [Double] {
        if let missing = missingValue(of: composition) {
            throw DescriptorError.missingValue(missing, formula: composition.formula)
        }
        let pooled = try featurizer?.features(of: composition) ?? []
        return sources.map { source in
            switch source {
            case .pooled(let position): return pooled[position]
            case .stoichiometry(let known):
                return composition.fractions.withUnsafeBufferPointer { known.value($0) }
            case .base(let column): return base(column, composition)
            case .solute(let column): return solute(column, composition)
            case .spread(let column): return spread(column, composition)
            case .contrast(let column): return contrast(column, composition)
            case .share(let family):
                return zip(composition.elements, composition.fractions)
                    .reduce(0) { family.contains($1.0) ? $0 + $1.1 : $0 }
            }
        }
    }

    /// One column for each descriptor.
    ///
    /// - Throws: ``DescriptorError/missingValue(_:formula:)`` for the first composition that lacks
    ///   a value.
    public func columns(of compositions: [Composition], threads: Int) throws -> [[Double]] {
        let rows = try Parallel.map(count: compositions.count, threads: threads) {
            try values(of: compositions[$0])
        }
        return descriptors.indices.map { column in rows.map { $0[column] } }
    }

    private static func requirePositive(
        _ descriptor: AlloyDescriptor, _ column: Int?, _ table: ElementTable
    ) throws {
        for element in table.elements {
            if let value = column.flatMap({ table.value($0, element) }), value <= 0 {
                throw DescriptorError.ratioNotPositive(
                    element: element, descriptor: descriptor.name, value: value)
            }
        }
    }
}
