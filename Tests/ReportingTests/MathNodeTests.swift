import Foundation
import Reporting
import Testing

@Suite struct MathNodeTests {
    private func markup(_ node: MathNode) throws -> String {
        let formula = ReportFormula(math: node, latex: "L", plain: "P")
        let page = String(decoding: Samples.document([.formula(formula)]).html(), as: UTF8.self)
        let start = try #require(page.range(of: "<semantics><mrow>"))
        let end = try #require(page.range(of: "</mrow><annotation"))
        return String(page[start.upperBound..<end.lowerBound])
    }

    @Test func aFractionOfRootAndPower() throws {
        let node = MathNode.fraction(
            .power(.identifier("x"), .number(2)),
            .row([.squareRoot(.identifier("y")), .operator("+"), .cubeRoot(.identifier("z"))]))
        #expect(
            try markup(node)
                == "<mfrac><msup><mi>x</mi><mn>2</mn></msup><mrow><msqrt><mi>y</mi></msqrt>"
                + "<mo>+</mo><mroot><mi>z</mi><mn>3</mn></mroot></mrow></mfrac>")
    }

    @Test func exponentsAndSignsAreTypeset() throws {
        #expect(
            try markup(.number(-1.5e-7))
                == "<mrow><mo form=\"prefix\">−</mo><mn>1.5</mn><mo>×</mo><msup><mn>10</mn>"
                + "<mrow><mo form=\"prefix\">−</mo><mn>7</mn></mrow></msup></mrow>")
    }

    @Test func bracketsAreFences() throws {
        let fence = { (sign: String, form: String) in
            "<mo form=\"\(form)\" fence=\"true\" stretchy=\"true\">\(sign)</mo>"
        }
        #expect(
            try markup(.absolute(.identifier("x")))
                == "<mrow>\(fence("|", "prefix"))<mi>x</mi>\(fence("|", "postfix"))</mrow>")
        #expect(
            try markup(.function("exp", .identifier("x")))
                == "<mrow><mi>exp</mi><mo>\u{2061}</mo><mrow>\(fence("(", "prefix"))<mi>x</mi>"
                + "\(fence(")", "postfix"))</mrow></mrow>")
    }

    @Test func theSourcesStandBesideTheFormula() throws {
        let formula = ReportFormula(math: .words("w"), latex: "\\frac{a}{b}", plain: "a/b")
        let page = try ParsedPage(Samples.document([.formula(formula)]).html())
        #expect(page.texts("pre") == ["\\frac{a}{b}", "a/b"])
        #expect(page.texts("annotation") == ["\\frac{a}{b}"])
    }
}
