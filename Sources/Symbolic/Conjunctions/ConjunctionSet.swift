/// Models of one, two, ... terms with the variables that they are written in.
public struct ConjunctionSet: Sendable, Equatable {
    public let variables: [Variable]
    /// By ascending number of terms.
    public let models: [ConjunctionModel]

    /// - Throws: ``SymbolicError/unreadable(reason:)`` if there is no model, or if one names a
    ///   variable that is not there.
    public init(variables: [Variable], models: [ConjunctionModel]) throws {
        guard !models.isEmpty else {
            throw SymbolicError.unreadable(reason: "there is no model")
        }
        for (number, model) in models.enumerated() {
            for band in model.terms.flatMap(\.bands) where band.variable >= variables.count {
                throw SymbolicError.unreadable(
                    reason: "model \(number + 1) uses variable \(band.variable), which is not there"
                )
            }
        }
        self.variables = variables
        self.models = models
    }
}
