import Basis
import Testing

@Test func theLowerBoundIsTheFirstElementThatIsNotBelow() {
    var stream = RandomStream(seed: 2)
    for count in 0..<40 {
        let sorted = (0..<count).map { _ in stream.below(20) }.sorted()
        let slice = sorted[(count / 3)..<count]
        for value in -1...20 {
            #expect(sorted.lowerBound(of: value) == sorted.firstIndex { $0 >= value } ?? count)
            #expect(slice.lowerBound(of: value) == slice.firstIndex { $0 >= value } ?? count)
        }
    }
}
