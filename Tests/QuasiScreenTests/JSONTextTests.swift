import Foundation
import Testing

@testable import QuasiScreen

@Suite struct JSONTextTests {
    @Test func nothingInJSONSteersATerminal() throws {
        let name = "a\u{1b}[2J\u{7f}\u{9b}31m\u{202e}\u{e0001}é\n"
        for text in [try JSONText.encode([name: name]), try JSONText.compact([name: name])] {
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
            for scalar: Unicode.Scalar in ["\u{7f}", "\u{9b}", "\u{202e}", "\u{e0001}"] {
                #expect(!text.unicodeScalars.contains(scalar))
            }
            #expect(text.contains("é"))
            let again = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            #expect(again == [name: name])
        }
    }
}
