import Validation

/// What a validation says about finding one class, counted out.
struct TargetFigures: Sendable, Equatable {
    /// What became of the wanted class and another one.
    struct Other: Sendable, Equatable {
        let name: String
        /// Wanted compounds that were called so.
        let missed: Int
        /// Compounds of it that were called wanted.
        let falseAlarms: Int

        var errors: Int { missed + falseAlarms }
    }

    let target: String
    /// Compounds of the class that were tested.
    let wanted: Int
    /// Of them, those that were given the class.
    let found: Int
    /// All that were given the class.
    let named: Int
    let tested: Int
    /// The other classes, in their order.
    let others: [Other]

    /// `nil` where the matrix lacks the class.
    init?(_ matrix: [[Int]], classes: [String], target: String) {
        guard let index = classes.firstIndex(of: target), matrix.count == classes.count,
            matrix.allSatisfy({ $0.count == classes.count })
        else { return nil }
        self.target = target
        wanted = matrix[index].reduce(0, +)
        found = matrix[index][index]
        named = matrix.reduce(0) { $0 + $1[index] }
        tested = matrix.reduce(0) { $0 + $1.reduce(0, +) }
        others = classes.indices.filter { $0 != index }.map {
            Other(
                name: classes[$0], missed: matrix[index][$0], falseAlarms: matrix[$0][index])
        }
    }

    init?(_ document: ValidationDocument, target: String) {
        self.init(document.confusionMatrix, classes: document.classes, target: target)
    }

    var missed: Int { wanted - found }
    var falseAlarms: Int { named - found }
}

extension ValidationDocument {
    /// A figure of a class among those of the model.
    func metric(_ name: String, _ target: String) -> MetricValue? {
        metrics.value(name, of: target)
    }
}

extension [ValidationDocument] {
    func of(_ name: ValidationProtocol) -> ValidationDocument? {
        first { $0.protocol == name.rawValue }
    }
}
