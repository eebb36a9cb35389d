import Basis
import Foundation
import Synchronization

/// Ends the process on a signal, saying what is kept.
///
/// Artifacts are published whole or not at all, so there is nothing to clean up: the process can
/// end at once, and the next run continues.
enum Interruption {
    private static let nothing = "nothing of this command is kept; start it again"
    private static let kept = Mutex(nothing)

    /// Answers SIGINT, SIGTERM and SIGHUP from now on; to be called before there is another
    /// thread, as threads take over the set of blocked signals from the one that starts them.
    ///
    /// A signal that the caller had ignored (`nohup`, or a job in the background of a script)
    /// stays ignored.
    static func watch() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            sigaddset(&signals, number)
        }
        let watched = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let isWatching = ThreadStart.detached { Interruption.answer(watched) }
        // Without a thread to answer, signals have to end the process as they do by default.
        if !isWatching { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    }

    /// Waits for one of these signals and ends the process.
    ///
    /// The set is not asked of the thread: a caller may have blocked others (SIGCONT, one that it
    /// ignores), and they are no reason to end.
    private static func answer(_ signals: sigset_t) {
        var watched = signals
        var number: Int32 = 0
        while sigwait(&watched, &number) != 0 {}
        Terminal.lastMessage("\ninterrupted: \(kept.withLock { $0 })")
        // Other threads are still at work on memory that exit handlers would free.
        _exit(Diagnosis.Kind.interrupted.rawValue)
    }

    /// Does the work; says `text` where it is interrupted.
    static func keeping<Result>(_ text: String, _ work: () throws -> Result) rethrows -> Result {
        kept.withLock { $0 = text }
        defer { kept.withLock { $0 = nothing } }
        return try work()
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        let before = signal(number, SIG_DFL)
        guard unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) else {
            return false
        }
        signal(number, SIG_IGN)
        return true
    }
}
