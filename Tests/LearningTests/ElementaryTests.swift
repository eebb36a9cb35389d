import Basis
import Foundation
import Learning
import Testing

@Suite struct ElementaryTests {
    /// The distance between two numbers in units of the last place of the second.
    private func error(_ value: Double, _ expected: Double) -> Double {
        abs(value - expected) / expected.ulp
    }

    @Test func exponentialsAreRightToTheLastPlace() {
        var stream = RandomStream(seed: 51)
        for (low, high) in [(-745.0, 709.7), (-30, 0), (-1, 1), (-1e-6, 1e-6), (-746, -707)] {
            for _ in 0..<20_000 {
                let x = low + (high - low) * stream.unit()
                #expect(error(Elementary.exp(x), Foundation.exp(x)) <= 1.5, "exp(\(x))")
            }
        }
    }

    @Test func logarithmsAreRightToTheLastPlace() {
        var stream = RandomStream(seed: 52)
        for index in 0..<100_000 {
            let x: Double
            switch index % 4 {
            case 0: x = stream.unit() + 0.5
            case 1: x = exp2(2000 * stream.unit() - 1000)
            case 2: x = 1 + (stream.unit() - 0.5) * 1e-6
            default: x = 0x1p-1074 * (1 + (stream.unit() * 0x1p51).rounded())
            }
            #expect(x == 1 || error(Elementary.log(x), Foundation.log(x)) <= 1.5, "log(\(x))")
        }
    }

    @Test func limitsAreExact() {
        #expect(Elementary.exp(0) == 1 && Elementary.exp(-0.0) == 1)
        #expect(Elementary.exp(-746) == 0 && Elementary.exp(-.infinity) == 0)
        #expect(Elementary.exp(710) == .infinity && Elementary.exp(.infinity) == .infinity)
        #expect(Elementary.exp(-745) == 0x1p-1074)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.log(1) == 0 && Elementary.log(0) == -.infinity)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(Elementary.log(-1).isNaN && Elementary.log(.nan).isNaN)
        #expect(Elementary.log(0x1p-1074) == -1074 * Foundation.log(2))
        #expect(abs(Elementary.log(.greatestFiniteMagnitude) - 709.782712893384) < 1e-12)
    }

    /// Bits worked out once: another processor or compiler must find the same.
    @Test func bitsArePinned() {
        var exponentials = UInt64(0)
        var logarithms = UInt64(0)
        var stream = RandomStream(seed: 53)
        for _ in 0..<10_000 {
            let unit = stream.unit()
            exponentials = exponentials &* 31 &+ Elementary.exp(1455 * unit - 745).bitPattern
            logarithms = logarithms &* 31 &+ Elementary.log(unit + 0x1p-60).bitPattern
        }
        #expect(exponentials == 2_956_179_700_286_197_997)
        #expect(logarithms == 2_680_225_026_663_901_539)
    }

    @Test(arguments: [1, 2, 3, 7, 8, 9, 31, 64, 257])
    func columnsHaveTheBitsOfSingleValues(count: Int) {
        var stream = RandomStream(seed: 54).child(count)
        let exponents = (0..<count).map { _ in 1460 * stream.unit() - 748 }
        let numbers = exponents.map { exp2($0) }
        var values = exponents
        values.withUnsafeMutableBufferPointer { Elementary.exp(inPlace: $0) }
        #expect(values == exponents.map(Elementary.exp))
        values = numbers
        values.withUnsafeMutableBufferPointer { Elementary.log(inPlace: $0) }
        #expect(values == numbers.map(Elementary.log))
    }
}
