import Basis
import Synchronization
import Testing

private struct Fault: Error, Equatable {
    var batch: Int
    var index: Int
}

@Suite struct BatchTests {
    @Test(arguments: [1, 2, 3, 8])
    func batchesComeWholeAndInOrderAtAnyThreadCount(threads: Int) throws {
        let sizes = [3, 0, 1, 40, 0, 7, 100, 0]
        var taken = [[Int]]()
        try Parallel.batches(sizes: sizes, threads: threads) { batch, index in
            // Later items are quicker, so that they overtake.
            var waste = 0.0
            for step in 0..<(100 * (40 - min(index, 40))) { waste += Double(step).squareRoot() }
            return 1000 * batch + index + (waste < 0 ? 1 : 0)
        } consume: { batch, items in
            #expect(batch == taken.count)
            taken.append(items)
        }
        #expect(
            taken == sizes.enumerated().map { batch, size in (0..<size).map { 1000 * batch + $0 } })
    }

    @Test func noMoreBatchesAreBegunThanTheWindowHolds() throws {
        let state = Mutex((begun: 0, consumed: 0, worst: 0))
        try Parallel.batches(
            sizes: [Int](repeating: 2, count: 50), threads: 4, window: 3
        ) { batch, _ in
            state.withLock { state in
                state.begun = max(state.begun, batch + 1)
                state.worst = max(state.worst, state.begun - state.consumed)
            }
        } consume: { _, _ in
            state.withLock { $0.consumed += 1 }
        }
        // `consumed` is counted before the window moves on.
        #expect(state.withLock { $0.worst } <= 3)
        #expect(state.withLock { $0.consumed } == 50)
    }

    @Test(arguments: [1, 2, 4])
    func batchesBeforeAFailureAreKeptAndTheFirstErrorIsTold(threads: Int) {
        var taken = [Int]()
        let error = #expect(throws: Fault.self) {
            try Parallel.batches(
                sizes: [Int](repeating: 5, count: 20), threads: threads
            ) { batch, index in
                if batch >= 4, index == 2 { throw Fault(batch: batch, index: index) }
            } consume: { batch, _ in
                taken.append(batch)
            }
        }
        #expect(error == Fault(batch: 4, index: 2))
        #expect(taken == [0, 1, 2, 3])
    }

    @Test(arguments: [1, 2, 4])
    func aConsumerThatFailsStopsTheWork(threads: Int) {
        let made = Mutex(0)
        #expect(throws: Fault(batch: 1, index: -1)) {
            try Parallel.batches(
                sizes: [Int](repeating: 5, count: 1000), threads: threads
            ) { _, _ in
                made.withLock { $0 += 1 }
            } consume: { batch, _ in
                if batch == 1 { throw Fault(batch: 1, index: -1) }
            }
        }
        #expect(made.withLock { $0 } <= 5 * 5)
    }
}
