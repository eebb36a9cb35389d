import Foundation

/// Stops the process where the property complains, so that the fuzzer keeps the input.
package func insist(_ property: Property, _ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    if let complaint = property(bytes) { fatalError(complaint) }
    return 0
}

/// Writes seeds, a file each, and the words of the format as a dictionary of libFuzzer, where the
/// arguments are `--seeds FOLDER`; whether they are.
package func writeSeeds(_ seeds: [[UInt8]], words: [String]) -> Bool {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, arguments[1] == "--seeds" else { return false }
    let folder = URL(fileURLWithPath: arguments[2])
    do {
        for (number, seed) in seeds.enumerated() {
            try Data(seed).write(to: folder.appendingPathComponent("seed-\(number)"))
        }
        let lines = words.map { word in
            "\"" + word.utf8.map { String(format: "\\x%02x", $0) }.joined() + "\"\n"
        }
        try Data(lines.joined().utf8).write(to: folder.appendingPathExtension("words"))
    } catch {
        fatalError("no seeds written: \(error)")
    }
    return true
}
