import Basis

/// What a property has to say against an input: `nil` where all is well.
///
/// Properties are plain functions from bytes to a complaint, so that a test and a fuzzer try the
/// same thing.
package typealias Property = (_ bytes: [UInt8]) -> String?

/// What is wrong with the way in which an input was refused: an error that cannot be shown, one of
/// another kind than the data are to blame for, one that blames the program.
func complaint(
    about error: any Error, kinds: Set<Diagnosis.Kind>,
    place isRight: (String?) -> Bool
) -> String? {
    guard let error = error as? any Diagnosable else {
        return "an error without a diagnosis: \(error)"
    }
    let diagnosis = error.diagnosis
    guard kinds.contains(diagnosis.kind) else {
        return "kind \(diagnosis.kind) (\(diagnosis.kind.rawValue)): \(diagnosis.message)"
    }
    guard !diagnosis.what.isEmpty, diagnosis.message.contains(diagnosis.what) else {
        return "an empty message"
    }
    guard isRight(diagnosis.place) else {
        return "place \(diagnosis.place.map { "\"\($0)\"" } ?? "missing"): \(diagnosis.message)"
    }
    return nil
}
