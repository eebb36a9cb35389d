import Artifacts
import Foundation
import Testing

@Suite struct SealedJSONTests {
    private let document = Array(
        "{\n  \"bands\" : [\n    1.25\n  ],\n  \"name\" : \"e/a\"\n}\n".utf8)

    @Test func aSealedDocumentIsStillJSONAndOpensToWhatWasSealed() throws {
        let sealed = SealedJSON.seal(document)
        #expect(try SealedJSON.open(sealed, path: "rules.json") == document)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(sealed)) as? [String: Any])
        #expect(object["name"] as? String == "e/a")
        #expect((object["sha256"] as? String)?.count == 64)
    }

    @Test func noFlippedBitGivesOtherContents() {
        let sealed = SealedJSON.seal(document)
        var refused = 0
        for bit in 0..<sealed.count * 8 {
            var damaged = sealed
            damaged[bit / 8] ^= 1 << (bit % 8)
            guard let opened = try? SealedJSON.open(damaged, path: "rules.json") else {
                refused += 1
                continue
            }
            // Damage to the seal's own text leaves a document without one: no JSON, or the same
            // contents.
            let object = try? JSONSerialization.jsonObject(with: Data(opened)) as? [String: Any]
            guard let object else { continue }
            #expect(object["name"] as? String == "e/a", "bit \(bit)")
            #expect(object["bands"] as? [Double] == [1.25], "bit \(bit)")
        }
        #expect(refused >= document.count * 7)
    }

    @Test func aDocumentWithoutASealPassesAsItIs() throws {
        for text in ["", "{}\n", "[1]\n", "{\n}\n", "{\"a\" : 1}\n"] {
            let bytes = Array(text.utf8)
            #expect(SealedJSON.seal(bytes) == bytes)
            #expect(try SealedJSON.open(bytes, path: "a.json") == bytes)
        }
        #expect(try SealedJSON.open(document, path: "a.json") == document)
    }

    @Test func theErrorNamesTheFile() {
        var sealed = SealedJSON.seal(document)
        sealed[20] ^= 1
        #expect(
            performing: {
                try SealedJSON.open(sealed, path: "rules.json")
            },
            throws: { error in
                if case .damaged("rules.json", .digest) = error as? ArtifactsError {
                    true
                } else {
                    false
                }
            })
    }
}
