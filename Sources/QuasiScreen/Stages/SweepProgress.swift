import Synchronization

/// Counts screened systems, their rate and the time left. Systems that are kept from an earlier run
/// count as done but not for the rate.
final class SweepProgress: Sendable {
    private struct State {
        var kept = 0
        var screened = 0
        var start: Duration?
        var shown: Duration?
    }

    private let systems: Int
    private let clock: @Sendable () -> Duration
    private let state = Mutex(State())

    /// Between two reports; a sweep finishes thousands of systems a second.
    private static let pause = Duration.milliseconds(50)

    /// - Parameter clock: the time since some moment. The default is the system's.
    init(systems: Int, clock: (@Sendable () -> Duration)? = nil) {
        self.systems = systems
        let origin = ContinuousClock.now
        self.clock = clock ?? { ContinuousClock.now - origin }
    }

    /// Systems of an earlier run are done without work.
    func keep(_ count: Int) {
        state.withLock { $0.kept += count }
    }

    /// The work begins.
    func begin() {
        let now = clock()
        state.withLock { $0.start = now }
    }

    /// One more system has been screened; what to report, now and then.
    func advance() -> (fraction: Double, note: String)? {
        let now = clock()
        let found = state.withLock { state -> State? in
            state.screened += 1
            let isLast = state.kept + state.screened == systems
            if let shown = state.shown, now - shown < Self.pause, !isLast { return nil }
            state.shown = now
            return state
        }
        guard let found else { return nil }
        let done = found.kept + found.screened
        var note = "\(grouped(done)) of \(grouped(systems)) systems"
        let seconds = (now - (found.start ?? .zero)) / .seconds(1)
        if seconds >= 1 {
            let rate = Double(found.screened) / seconds
            note += ", \(grouped(Int(rate.rounded()))) a second"
            note += ", \(Self.duration(Double(systems - done) / rate)) left"
        }
        return (Double(done) / Double(systems), note)
    }

    private static func duration(_ seconds: Double) -> String {
        if seconds < 120 { return "\(Int(seconds.rounded(.up))) s" }
        let minutes = Int((seconds / 60).rounded())
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

/// A number with commas between thousands, as in "134,044".
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (place, digit) in digits.enumerated() {
        if place > 0, (digits.count - place) % 3 == 0 { text += "," }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}
