/// Several faults of one input, reported together so that one correction mends them all.
public struct Faults: Diagnosable, Equatable {
    /// At least one, in the order of the input.
    public let diagnoses: [Diagnosis]

    /// - Returns: `nil` where there is no fault.
    public init?(_ diagnoses: [Diagnosis]) {
        guard !diagnoses.isEmpty else { return nil }
        self.diagnoses = diagnoses
    }

    /// The first fault, with the number of the others.
    public var diagnosis: Diagnosis {
        var first = diagnoses[0]
        if diagnoses.count > 1 { first.what += " (and \(diagnoses.count - 1) more)" }
        return first
    }

    /// One line a fault.
    public var messages: [String] { diagnoses.map(\.message) }
}

/// Collects faults until all of an input is read.
public struct FaultCollector {
    public private(set) var diagnoses: [Diagnosis] = []

    public init() {}

    public mutating func add(_ diagnosis: Diagnosis) { diagnoses.append(diagnosis) }

    /// The result of the work, or `nil` with its fault noted.
    ///
    /// - Throws: what is no ``Diagnosable``.
    public mutating func collect<Value>(_ work: () throws -> Value) throws -> Value? {
        do {
            return try work()
        } catch let faults as Faults {
            diagnoses += faults.diagnoses
        } catch let error as any Diagnosable {
            diagnoses.append(error.diagnosis)
        }
        return nil
    }

    /// - Throws: ``Faults`` if there were any.
    public func check() throws {
        if let faults = Faults(diagnoses) { throw faults }
    }
}
