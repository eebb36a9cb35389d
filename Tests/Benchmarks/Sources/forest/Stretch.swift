import Foundation

/// Peak memory of the process since it started, in MiB.
func peakMemory() -> Double {
    var usage = rusage()
    #if os(Linux)
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    #else
        getrusage(RUSAGE_SELF, &usage)
        return Double(usage.ru_maxrss) / 1_048_576
    #endif
}

/// Seconds, core seconds and memory of a stretch of work, from making it to asking for its line.
///
/// On Linux the peak is that of the stretch, since the kernel lets a process start it anew;
/// elsewhere it is the peak since the start.
struct Stretch {
    private let isFresh: Bool
    private let before: Double
    private let cores: Double
    private let start: ContinuousClock.Instant

    init() {
        let counter = URL(fileURLWithPath: "/proc/self/clear_refs")
        let reset: Void? = try? Data("5".utf8).write(to: counter)
        isFresh = reset != nil
        before = Stretch.status("VmRSS") ?? peakMemory()
        cores = Stretch.coreSeconds()
        start = ContinuousClock.now
    }

    func line(_ name: String) -> String {
        let time = (ContinuousClock.now - start).components
        let cores = Stretch.coreSeconds() - cores
        let peak = (isFresh ? Stretch.status("VmHWM") : nil) ?? peakMemory()
        return String(
            format: "%@: fitted in %.3f s, %.2f core seconds, peak memory %.1f MiB (%.1f before)",
            name, Double(time.seconds) + Double(time.attoseconds) * 1e-18, cores, peak, before)
    }

    private static func coreSeconds() -> Double {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }

    /// A line of Linux's /proc/self/status, in MiB.
    private static func status(_ name: String) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }),
            let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first
        else { return nil }
        return Double(number).map { $0 / 1024 }
    }
}
