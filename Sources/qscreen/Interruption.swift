import Basis
import Dispatch
import Foundation

/// Ends the process on a signal, saying what is kept.
///
/// Artifacts are published whole or not at all, so there is nothing to clean up: the process can
/// end at once, and the next run continues.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    init(kept: @escaping @Sendable () -> String) {
        let queue = DispatchQueue(label: "interruption")
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                Terminal.message("\ninterrupted: \(kept())")
                // Other threads are still at work on memory that exit handlers would free.
                _exit(Diagnosis.Kind.interrupted.rawValue)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
