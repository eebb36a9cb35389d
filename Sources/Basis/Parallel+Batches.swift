import Dispatch
import Foundation

extension Parallel {
    /// Works through batches of items; each finished batch goes to `consume`, in order and one at
    /// a time, while the threads are at work on the batches after it.
    ///
    /// Items are handed out batch by batch, so the results are the same at any thread count. With
    /// one thread everything happens on the calling thread, one after the other; with more, the
    /// calling thread only consumes, because consuming mostly waits for a disk.
    ///
    /// - Parameters:
    ///   - sizes: the number of items of each batch.
    ///   - threads: how many threads call `body`.
    ///   - window: how many batches may be begun and not yet consumed; bounds the memory. The
    ///     default is 3: one that is consumed and two at work.
    ///   - body: makes one item.
    ///   - consume: takes the items of a batch, in their order.
    /// - Throws: the error of `consume`, else that of the first item among those that failed. After
    ///   a failure no item is begun; batches that are complete before it are still consumed.
    public static func batches<Item: Sendable>(
        sizes: [Int], threads: Int, window: Int = 3,
        _ body: @Sendable (_ batch: Int, _ index: Int) throws -> Item,
        consume: (_ batch: Int, _ items: [Item]) throws -> Void
    ) throws {
        if threads <= 1 {
            for (batch, size) in sizes.enumerated() {
                try consume(batch, try (0..<size).map { try body(batch, $0) })
            }
            return
        }
        let work = BatchedWork<Item>(sizes: sizes, window: max(1, window))
        try withoutActuallyEscaping(body) { body in
            let workers = DispatchGroup()
            for _ in 0..<threads {
                DispatchQueue.global().async(group: workers) {
                    while let place = work.next() {
                        let result = Result { try body(place.batch, place.index) }
                        work.finish(place, result)
                    }
                }
            }
            // The workers borrow `body`: they have to be gone before it is.
            defer { workers.wait() }
            for batch in sizes.indices {
                guard let items = work.take(batch) else { break }
                do {
                    try consume(batch, items)
                } catch {
                    work.stop()
                    throw error
                }
                work.release()
            }
        }
        if let error = work.error { throw error }
    }
}

/// Which items are to be made, and those that wait for the rest of their batch.
private final class BatchedWork<Item: Sendable>: @unchecked Sendable {
    typealias Place = (batch: Int, index: Int)

    private let sizes: [Int]
    private let window: Int
    // Guards everything below.
    private let condition = NSCondition()
    /// The items of the batches that are begun and not taken.
    private var items: [[Item?]]
    private var missing: [Int]
    private var upcoming: Place = (0, 0)
    private var active = 0
    private var consumed = 0
    private var isStopped = false
    private var failure: (place: Place, error: any Error)?

    init(sizes: [Int], window: Int) {
        self.sizes = sizes
        self.window = window
        items = [[Item?]](repeating: [], count: sizes.count)
        missing = sizes
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    var error: (any Error)? { locked { failure?.error } }

    /// The next item to make, once its batch may begin; `nil` when there is none.
    func next() -> Place? {
        locked {
            while true {
                while upcoming.batch < sizes.count, upcoming.index == sizes[upcoming.batch] {
                    upcoming = (upcoming.batch + 1, 0)
                }
                if isStopped || upcoming.batch == sizes.count { return nil }
                if upcoming.batch < consumed + window { break }
                condition.wait()
            }
            let place = upcoming
            if place.index == 0 {
                items[place.batch] = [Item?](repeating: nil, count: sizes[place.batch])
            }
            upcoming.index += 1
            active += 1
            return place
        }
    }

    func finish(_ place: Place, _ result: Result<Item, any Error>) {
        locked {
            active -= 1
            switch result {
            case .success(let item):
                items[place.batch][place.index] = item
                missing[place.batch] -= 1
            case .failure(let error):
                isStopped = true
                if failure.map({ place < $0.place }) ?? true { failure = (place, error) }
            }
            if isStopped || missing[place.batch] == 0 { condition.broadcast() }
        }
    }

    /// Waits for the items of a batch; `nil` where a failure keeps it from getting complete.
    func take(_ batch: Int) -> [Item]? {
        locked {
            while missing[batch] > 0 {
                if isStopped, active == 0 { return nil }
                condition.wait()
            }
            let taken = items[batch].compactMap { $0 }
            items[batch] = []
            return taken
        }
    }

    /// The batch that was taken is done with.
    func release() {
        locked {
            consumed += 1
            condition.broadcast()
        }
    }

    func stop() {
        locked {
            isStopped = true
            condition.broadcast()
        }
    }
}
