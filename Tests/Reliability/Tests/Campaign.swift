import Basis
import Foundation
import Testing

/// How much is tried: few inputs with every test run, many with `QSCREEN_LONG=1`.
enum Campaign {
    static let isLong = ProcessInfo.processInfo.environment["QSCREEN_LONG"] == "1"

    static func count(short: Int, long: Int) -> Int { isLong ? long : short }

    /// A stream of its own for each trial.
    static func stream(_ name: String) -> RandomStream { RandomStream(seed: 7).child(name) }

    /// Tries a property on inputs; stops after a few complaints, each with what repeats it.
    static func expectNone(
        _ name: String, _ property: (_ bytes: [UInt8]) -> String?, inputs: Int,
        _ next: () -> [UInt8]
    ) {
        var found = 0
        for index in 0..<inputs where found < 10 {
            let bytes = next()
            guard let complaint = property(bytes) else { continue }
            found += 1
            let text = String(decoding: bytes.prefix(300), as: UTF8.self).debugDescription
            Issue.record("\(name), input \(index): \(complaint.prefix(600)) in \(text)")
        }
        if isLong { print("\(name): \(inputs) inputs") }
    }
}
