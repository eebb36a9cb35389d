import Basis
import Foundation

/// How much is tried: few inputs with every test run, many with `QSCREEN_LONG=1`.
enum Campaign {
    static let isLong = ProcessInfo.processInfo.environment["QSCREEN_LONG"] == "1"

    static func count(short: Int, long: Int) -> Int { isLong ? long : short }

    /// A stream of its own for each trial.
    static func stream(_ name: String) -> RandomStream { RandomStream(seed: 7).child(name) }

    /// The inputs on which a property complains, at most a few of them, with the complaint.
    static func complaints(
        of property: (_ bytes: [UInt8]) -> String?, inputs: Int, _ next: () -> [UInt8]
    ) -> [String] {
        var found = [String]()
        for _ in 0..<inputs where found.count < 10 {
            let bytes = next()
            if let complaint = property(bytes) {
                let text = String(decoding: bytes.prefix(2000), as: UTF8.self)
                found.append("\(complaint)\n    in \(text.debugDescription)")
            }
        }
        return found
    }
}
