import Basis
import Testing

@Test func numbersThatAreEqualButForRoundingAreWrittenAlike() {
    #expect(ComputedValues.settled(1.9300000000000002) == 1.93)
    #expect(ComputedValues.settled(2.2199999999999998) == 2.22)
    #expect(ComputedValues.settled(-0.30000000000000004) == -0.3)
    #expect(ComputedValues.settled(0) == 0)
    #expect(ComputedValues.settled(5e-324) == 5e-324)
    #expect(ComputedValues.settled(.infinity) == .infinity)
    #expect(ComputedValues.settled(.nan).isNaN)
    var stream = RandomStream(seed: 2)
    for _ in 0..<5000 {
        // Decimals of up to 11 digits, of any size, come back from errors of a thousand roundings.
        let size = [1e-9, 1e-4, 1, 1e3, 1e8, 1e15][stream.below(6)]
        guard let decimal = Double("\((stream.unit() * 1e11).rounded())") else { continue }
        let exact = ComputedValues.settled(decimal * size)
        #expect(abs(exact - decimal * size) <= 1e-11 * abs(exact))
        for _ in 0..<4 {
            let noisy = exact * (1 + 2e-13 * (2 * stream.unit() - 1))
            #expect(ComputedValues.settled(noisy) == exact)
        }
        #expect(ComputedValues.settled(-exact) == -exact)
    }
}
