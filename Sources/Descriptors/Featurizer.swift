import Basis
import CPooling
import Materials

/// Turns compositions into descriptors: statistics of element properties.
///
/// Arithmetic is canonical, the same on every path and processor: elements in the order of atomic
/// number, mean = ((w1 x1) + w2 x2) + ..., clamped to [minimum, maximum] of the values, variance =
/// ((w1 (x1 - mean)^2) + w2 (x2 - mean)^2) + ..., no fused multiply-add. Clamped, the mean of equal
/// values is that value and their variance exactly 0. Elements that are absent take no part in
/// anything.
public struct Featurizer: Sendable {
    public let descriptors: DescriptorSet
    public let missingPolicy: MissingPolicy
    /// Names of the features, statistic by statistic, such as `ave:atomic_radius`.
    public let names: [String]
    /// Units of the features; the unit of a variance is squared.
    public let units: [String]

    /// `values[atomicNumber * propertyCount + property]`: an element's properties side by side, so
    /// that the kernel loops over properties. NaN where there is no value; imputed ones are in.
    let values: [Double]
    /// Properties that the table has no value of, by atomic number.
    let missing: [[Int]]

    /// - Throws: ``DescriptorError`` or `ElementTableError` for an empty set, an unknown or
    ///   repeated name, a statistic that a property's values do not have.
    public init(
        table: ElementTable = .standard, descriptors: DescriptorSet = .liu2021,
        missing policy: MissingPolicy = .error
    ) throws {
        if descriptors.properties.isEmpty { throw DescriptorError.noProperties }
        if descriptors.statistics.isEmpty { throw DescriptorError.noStatistics }
        try Self.requireDistinct(descriptors.properties)
        try Self.requireDistinct(descriptors.statistics.map(\.rawValue))
        try Self.requireDistinct(descriptors.stoichiometry.map(\.rawValue))
        let columns = try descriptors.properties.map { try table.propertyIndex($0) }
        let width = columns.count
        var values = [Double](repeating: .nan, count: (Element.allCases.count + 1) * width)
        var missing = [[Int]](repeating: [], count: Element.allCases.count + 1)
        for (property, column) in columns.enumerated() {
            let known = table.elements.compactMap { table.value(column, $0) }
            if policy == .impute, known.isEmpty {
                throw DescriptorError.nothingToImpute(property: descriptors.properties[property])
            }
            let fill = policy == .impute ? Self.median(known) : .nan
            for element in Element.allCases {
                let value = table.value(column, element)
                values[element.atomicNumber * width + property] = value ?? fill
                if value == nil { missing[element.atomicNumber].append(property) }
                if let value, value <= 0,
                    let statistic = descriptors.statistics.first(where: \.needsPositiveValues)
                {
                    throw DescriptorError.valueNotPositive(
                        element: element, property: descriptors.properties[property],
                        statistic: statistic, value: value)
                }
            }
        }
        let propertyUnits = columns.map { table.properties[$0].unit }
        self.descriptors = descriptors
        self.missingPolicy = policy
        self.names = descriptors.names
        self.units =
            descriptors.statistics.flatMap { statistic in
                propertyUnits.map { statistic.unit(of: $0) }
            } + descriptors.stoichiometry.map { _ in "1" }
        self.values = values
        self.missing = missing
    }

    /// The number of features.
    public var count: Int { names.count }

    var propertyCount: Int { descriptors.properties.count }

    /// The values that descriptors are pooled from: property p of the element of atomic number z
    /// at position z times the number of properties plus p; NaN where there is no value.
    public var elementValues: [Double] { values }

    /// Whether an element has every property, imputed ones included.
    public func isComplete(_ element: Element) -> Bool {
        missing[element.atomicNumber].isEmpty || missingPolicy == .impute
    }

    /// The features of one composition, in the order of ``names``; finite.
    ///
    /// - Throws: ``DescriptorError`` where a value is missing that the policy does not allow.
    public func features(of composition: Composition) throws -> [Double] {
        try check(composition)
        return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress { fill(base, CollectionOfOne(composition)) }
            initialized = count
        }
    }

    /// The features of many compositions; the same bits as one by one, at any number of threads.
    ///
    /// - Throws: ``DescriptorError`` for the first composition that has a missing value that the
    ///   policy does not allow.
    public func features(of compositions: [Composition], threads: Int = 1) throws -> FeatureMatrix {
        let report = try missingReport(for: compositions)
        // Written once, by index: a matrix of zeros first would cost as much as the features.
        let features = try [Double](unsafeUninitializedCapacity: compositions.count * count) {
            buffer, initialized in
            if let base = buffer.baseAddress {
                qs_expect_filling(base, buffer.count * MemoryLayout<Double>.stride)
                nonisolated(unsafe) let output = base
                try Parallel.forEachRange(
                    count: compositions.count, size: 512, threads: threads
                ) { range in
                    fill(output + range.lowerBound * count, compositions[range])
                }
            }
            initialized = compositions.count * count
        }
        return FeatureMatrix(
            matrix: Matrix(rows: compositions.count, columns: count, values: features),
            names: names, units: units, samples: compositions, missing: report)
    }

    private static func requireDistinct(_ names: [String]) throws {
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw DescriptorError.repeated(name)
        }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        if sorted.count.isMultiple(of: 2) {
            return sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2
        }
        return sorted[middle]
    }
}
