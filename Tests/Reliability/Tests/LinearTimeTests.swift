import Basis
import Foundation
import Materials
import Testing

@testable import QuasiScreen

/// Twice the input may take twice the time: no text makes a reader slow out of proportion.
///
/// In the long form only: a measurement of time has no place among tests that run with every change.
@Suite(.enabled(if: Campaign.isLong)) struct LinearTimeTests {
    @Test(arguments: Shape.formulas)
    func formulas(shape: Shape) {
        expectLinear(shape) { _ = try? Composition($0) }
    }

    @Test(arguments: Shape.tables)
    func tables(shape: Shape) {
        expectLinear(shape) {
            _ = try? DelimitedTable(bytes: Array($0.utf8), file: "t.csv")
        }
    }

    @Test(arguments: Shape.pipelines)
    func pipelines(shape: Shape) {
        expectLinear(shape) {
            _ = try? PipelineConfiguration(text: $0, file: "p.yaml")
        }
    }

    private func expectLinear(_ shape: Shape, _ read: (String) -> Void) {
        let largest = 1 << 20
        let small = shape.text(largest / 2)
        let large = shape.text(largest)
        var times = (small: Double.infinity, large: Double.infinity)
        // The least of several: what disturbs a measurement makes it longer.
        for _ in 0..<3 {
            times.small = min(times.small, seconds { read(small) })
            times.large = min(times.large, seconds { read(large) })
        }
        print(
            "\(shape.name): \(large.utf8.count) bytes in \(times.large) s, half in \(times.small)")
        // Below a few milliseconds the clock and the caches rule.
        #expect(
            times.large <= max(3 * times.small, 0.005),
            "\(shape.name): \(small.utf8.count) bytes in \(times.small) s, \(large.utf8.count) in \(times.large)"
        )
    }

    /// The processor's time that this thread took, whatever else the machine does.
    private func seconds(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let began = now()
        body()
        return now() - began
    }
}
