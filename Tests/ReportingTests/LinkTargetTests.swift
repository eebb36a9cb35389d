import Reporting
import Testing

@Suite struct LinkTargetTests {
    @Test(arguments: [
        ("maps/Al-Cu-Fe.pdf", "maps/Al-Cu-Fe.pdf"),
        ("../rules/rule 1.csv", "../rules/rule%201.csv"),
        ("a?b#c%d.csv", "a%3Fb%23c%25d.csv"),
        ("maps/x\"><y.svg", "maps/x%22%3E%3Cy.svg"),
        ("maps/é.svg", "maps/%C3%A9.svg"),
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("HTTPS://example.org", "https://example.org"),
        ("https://example.org/\"x", "https://example.org/%22x"),
        ("doi:10.1002/adma.202102507", "https://doi.org/10.1002/adma.202102507"),
        ("10.1063/1.4812323", "https://doi.org/10.1063/1.4812323"),
        (
            "10.1002/(SICI)1521<1::AID>3.0;2-#",
            "https://doi.org/10.1002/(SICI)1521%3C1::AID%3E3.0;2-%23"
        ),
        ("#what was asked", "#what-was-asked"),
    ])
    func safeAddressesAreEncoded(address: String, reference: String) throws {
        #expect(try LinkTarget(address).reference == reference)
    }

    @Test(arguments: [
        "", "/etc/passwd", "//evil.example/x", "\\\\evil.example\\x", "a\\b", "javascript:alert(1)",
        " javascript:alert(1)", "java\tscript:alert(1)", "JAVASCRIPT:x", "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "http://example.org", "ftp://example.org",
        "mailto:a@b.c",
        "https://", "https:///x", "https://user:secret@example.org/", "https://example.org/a b",
        "https://example.org\\@evil.example", "https://exämple.org/", "https://example.org/\u{0}",
        "https:example.org", "blob:x", "doi:javascript", "a\nb",
    ])
    func otherAddressesAreRefused(address: String) {
        #expect(throws: ReportingError.unsafeLink(address)) { try LinkTarget(address) }
    }

    @Test func aRefusedReferenceStaysReadable() {
        #expect(
            Inline.reference("source", address: "javascript:alert(1)")
                == .text("source (javascript:alert(1))"))
    }

    @Test func theErrorSaysWhatIsAllowed() {
        #expect(
            ReportingError.unsafeLink("ftp://x").diagnosis.message
                == "\"ftp://x\" is not an address that a report may link to; "
                + "give a relative path, an https address, a DOI or #section")
    }
}
