import Testing

@testable import Basis

@Test func streamsRepeatAndChildrenDoNotDependOnThePosition() {
    var first = RandomStream(seed: 7)
    var second = RandomStream(seed: 7)
    #expect((0..<100).map { _ in first.next() } == (0..<100).map { _ in second.next() })
    var childAfter = first.child("tree")
    var childBefore = RandomStream(seed: 7).child("tree")
    #expect(childAfter.next() == childBefore.next())
}

@Test func namedAndNumberedChildrenDiffer() {
    let parent = RandomStream(seed: 1)
    let seeds =
        (0..<1000).map { parent.child($0).seed } + ["a", "b", "ab"].map { parent.child($0).seed }
    #expect(Set(seeds).count == seeds.count)
}

/// The first outputs of xoshiro256** from a SplitMix64 seed of 0, from the authors' C code.
@Test func generatorAgreesWithTheReferenceSequence() {
    var stream = RandomStream(seed: 0)
    #expect(
        (0..<3).map { _ in stream.next() } == [
            0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0,
        ])
}

@Test func boundedNumbersAreUniform() {
    var stream = RandomStream(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    // Five standard deviations of a binomial count with mean 10,000.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 465 })
}

@Test func shufflingKeepsTheElements() {
    var stream = RandomStream(seed: 5)
    var elements = Array(0..<50)
    stream.shuffle(&elements)
    #expect(elements.sorted() == Array(0..<50))
    #expect(elements != Array(0..<50))
}
