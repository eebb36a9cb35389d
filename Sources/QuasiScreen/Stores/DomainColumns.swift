import Artifacts
import Materials
import Screening

/// Domain assessments as variables of a file, one value a row.
extension LabelledFile {
    /// - Parameters:
    ///   - prefix: what the names of the variables start with.
    ///   - dimensions: one position for each assessment, in order.
    mutating func add(
        _ assessments: [DomainAssessment], prefix: String = "", _ dimensions: [String]
    ) {
        add(
            prefix + "domain", dimensions,
            .uint8(assessments.map { UInt8($0.grade.rawValue) }),
            "how far the model may be trusted: 0 inside, 1 edge, 2 outside")
        add(
            prefix + "isolation", dimensions, .float64(assessments.map(\.isolation)),
            "share of training compounds that are less isolated", unit: "1")
        add(
            prefix + "domain_distance", dimensions, .float64(assessments.map(\.distance)),
            "mean distance to the nearest training compounds in descriptor space", unit: "1")
        add(
            prefix + "positive_distance", dimensions,
            .float64(assessments.map { $0.positiveDistance ?? .nan }),
            "distance to the nearest training compound of any class but the commonest; NaN where "
                + "there is none", unit: "1")
        add(
            prefix + "unseen_elements", dimensions,
            .text(assessments.map { $0.unseenElements.spaced }),
            "elements that occur in no training compound")
        add(
            prefix + "elements_without_positive", dimensions,
            .text(assessments.map { $0.elementsWithoutPositive.spaced }),
            "elements that occur in training compounds of the commonest class only")
        add(
            prefix + "imputed_share", dimensions, .float64(assessments.map(\.imputedShare)),
            "share of element values that no source reports", unit: "1")
        add(
            prefix + "descriptors_outside", dimensions,
            .int32(assessments.map { Int32($0.descriptorsOutside) }),
            "descriptors outside the range of the training compounds")
    }

    /// Reads what ``add(_:prefix:_:)`` writes.
    func assessments(
        prefix: String = "", _ dimensions: [String]
    ) throws -> [DomainAssessment] {
        for name in [
            "isolation", "domain_distance", "positive_distance", "unseen_elements",
            "elements_without_positive", "imputed_share", "descriptors_outside",
        ] { try require(prefix + name, over: dimensions) }
        let isolations = try doubles(prefix + "isolation")
        let distances = try doubles(prefix + "domain_distance")
        let positives = try doubles(prefix + "positive_distance")
        let unseen = try texts(prefix + "unseen_elements")
        let without = try texts(prefix + "elements_without_positive")
        let imputed = try doubles(prefix + "imputed_share")
        let outside = try int32s(prefix + "descriptors_outside")
        return try isolations.indices.map { index in
            DomainAssessment(
                isolation: isolations[index], distance: distances[index],
                positiveDistance: positives[index].isNaN ? nil : positives[index],
                unseenElements: try elements(unseen[index]),
                elementsWithoutPositive: try elements(without[index]),
                imputedShare: imputed[index], descriptorsOutside: Int(outside[index]))
        }
    }

    private func elements(_ text: String) throws -> [Element] {
        try text.split(separator: " ").map { symbol in
            guard let element = Element(symbol: String(symbol)) else {
                throw QuasiScreenError.foreignTable(
                    file: schema, detail: "no element \"\(symbol)\"")
            }
            return element
        }
    }
}

extension [Element] {
    /// The symbols with blanks between them, as tables hold them.
    var spaced: String { isEmpty ? "" : map(\.symbol).joined(separator: " ") }
}
