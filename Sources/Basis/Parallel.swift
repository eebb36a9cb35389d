import Dispatch
import Foundation
import Synchronization

/// Loops over independent work items on several threads.
///
/// Work is handed out item by item, so the order of execution varies, but results are kept by
/// index: what comes back is the same at any thread count.
public enum Parallel {
    /// The number of logical processors that the system offers.
    public static var availableThreads: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Calls `body` once for each index below `count` on up to `threads` threads.
    ///
    /// - Throws: the error of the lowest index among those that failed. After a failure no new
    ///   item is started.
    public static func forEach(
        count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void
    ) throws {
        let workers = max(1, min(threads, count))
        if workers == 1 {
            for index in 0..<count { try body(index) }
            return
        }
        let next = Atomic<Int>(0)
        let failure = Mutex<(index: Int, error: any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                do {
                    try body(index)
                } catch {
                    next.store(count, ordering: .relaxed)
                    failure.withLock { first in
                        if index < first?.index ?? .max { first = (index, error) }
                    }
                }
            }
        }
        if let first = failure.withLock({ $0 }) { throw first.error }
    }

    /// The results of `body` for each index below `count`, in index order.
    public static func map<Result: Sendable>(
        count: Int, threads: Int, _ body: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: count))
        try forEach(count: count, threads: threads) { index in
            let result = try body(index)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Calls `body` on consecutive index ranges of at most `size` items that cover `0..<count`.
    public static func forEachRange(
        count: Int, size: Int, threads: Int, _ body: @Sendable (Range<Int>) throws -> Void
    ) throws {
        let blocks = (count + size - 1) / size
        try forEach(count: blocks, threads: threads) { block in
            try body(block * size..<min(count, (block + 1) * size))
        }
    }
}
