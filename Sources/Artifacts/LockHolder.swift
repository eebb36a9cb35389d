import Basis
import Foundation

/// The process that holds a ``FolderLock``.
public struct LockHolder: Sendable, Equatable, CustomStringConvertible {
    public var process: Int
    public var host: String
    /// Universal time, ISO 8601.
    public var since: String

    public init(process: Int, host: String, since: String) {
        self.process = process
        self.host = host
        self.since = since
    }

    public var description: String { "process \(process) on \(host) since \(since)" }

    /// This process, from now on.
    static func current() -> LockHolder {
        var name = [CChar](repeating: 0, count: 256)
        let known = gethostname(&name, 255) == 0
        let host = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return LockHolder(
            process: Int(getpid()), host: known && !host.isEmpty ? host : "this computer",
            since: Date.now.formatted(.iso8601))
    }

    /// The text of the lock file.
    var text: String { "process \(process)\nhost \(host)\nsince \(since)\n" }

    /// Reads the text of a lock file; `nil` where it is not complete.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let names = ["process ", "host ", "since "]
        guard lines.count == 4, lines[3].isEmpty,
            zip(lines, names).allSatisfy({ $0.hasPrefix($1) }),
            let process = Int(lines[0].dropFirst(names[0].count))
        else { return nil }
        self.process = process
        host = TextForm.printable(String(lines[1].dropFirst(names[1].count)))
        since = TextForm.printable(String(lines[2].dropFirst(names[2].count)))
    }
}
