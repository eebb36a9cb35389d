import Foundation
import QuasiScreen
import Synchronization

/// Shows workflow events: one line a stage, and on a terminal a moving line with the time left.
final class ProgressDisplay: Sendable {
    private struct State {
        var stage = ""
        var started = Date()
        var lastShown = Date.distantPast
        var lineShown = false
    }

    private let state = Mutex(State())
    private let quiet: Bool

    init(quiet: Bool) {
        self.quiet = quiet
    }

    func show(_ event: RunEvent) {
        guard !quiet else { return }
        state.withLock { state in
            switch event {
            case .stageStarted(let id, let title, let reasons):
                state.stage = id
                state.started = Date()
                let why = reasons.map(\.description).joined(separator: "; ")
                line("\(id): \(title) (\(why))", &state)
            case .progress(_, let fraction, let note):
                progress(fraction, note, &state)
            case .stageFinished(let id, let seconds):
                line("\(id): done in \(Self.duration(seconds))", &state)
            case .stageUpToDate(let id):
                line("\(id): up to date", &state)
            case .waiting(let holder):
                let name = holder?.description ?? "another run"
                line("waiting for \(name) to leave the folder", &state)
            case .stageFailed(let id):
                line("\(id): failed", &state)
            }
        }
    }

    private func line(_ text: String, _ state: inout State) {
        Terminal.message((state.lineShown ? "\r\u{1b}[K" : "") + text)
        state.lineShown = false
    }

    private func progress(_ fraction: Double, _ note: String, _ state: inout State) {
        guard Terminal.showsProgress, Date().timeIntervalSince(state.lastShown) > 0.1 else {
            return
        }
        state.lastShown = Date()
        let elapsed = Date().timeIntervalSince(state.started)
        var text = "\r\u{1b}[K  \(Int(fraction * 100)) %"
        // A stage that knows its rate knows better than the share of the time so far.
        if fraction > 0.01, elapsed > 1, !note.hasSuffix(" left") {
            text += ", \(Self.duration(elapsed * (1 - fraction) / fraction)) left"
        }
        if !note.isEmpty { text += ", \(note)" }
        Terminal.status(text)
        state.lineShown = true
    }

    static func duration(_ seconds: Double) -> String {
        if seconds < 10 { return String(format: "%.1f s", seconds) }
        if seconds < 120 { return "\(Int(seconds.rounded())) s" }
        let minutes = Int((seconds / 60).rounded())
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
