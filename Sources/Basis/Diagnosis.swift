/// What went wrong, where, and what to do about it.
///
/// Every error that can reach a user conforms to ``Diagnosable``; the command turns the kind
/// into an exit code and the rest into a message, in one place.
public struct Diagnosis: Sendable, Equatable {
    /// The sort of failure; each has one exit code (the values follow `sysexits.h`).
    public enum Kind: Int32, Sendable, CaseIterable {
        case usage = 64
        case badData = 65
        case noInput = 66
        case `internal` = 70
        case cannotCreate = 73
        case inputOutput = 74
        case locked = 75
        case configuration = 78
        case interrupted = 130
    }

    public var kind: Kind
    /// What is wrong, without a full stop at the end.
    public var what: String
    /// Where: a path, `file:line:column`, an element, a property. `nil` where there is no place.
    public var place: String?
    /// What the user can do. `nil` where nothing but a bug report helps.
    public var remedy: String?

    public init(_ kind: Kind, _ what: String, place: String? = nil, remedy: String? = nil) {
        self.kind = kind
        self.what = what
        self.place = place
        self.remedy = remedy
    }

    /// `place: what; remedy`, on one line.
    public var message: String {
        var text = place.map { "\($0): " } ?? ""
        text += what
        if let remedy { text += "; \(remedy)" }
        return text
    }
}

/// An error that can say what happened, where, and what to do.
public protocol Diagnosable: Error, CustomStringConvertible {
    var diagnosis: Diagnosis { get }
}

extension Diagnosable {
    public var description: String { diagnosis.message }
}

/// A diagnosis thrown as it is, for failures that no caller needs to match on.
public struct Failure: Diagnosable, Equatable {
    public var diagnosis: Diagnosis

    public init(
        _ kind: Diagnosis.Kind, _ what: String, place: String? = nil, remedy: String? = nil
    ) {
        diagnosis = Diagnosis(kind, what, place: place, remedy: remedy)
    }
}
