import Reporting
import Symbolic
import Testing

@testable import QuasiScreen

@Suite struct MathNodeExpressionTests {
    private let names = ["x", "y"]
    private let x = Expression.variable(0)
    private let y = Expression.variable(1)

    private func node(_ expression: Expression) -> MathNode {
        MathNode(expression, names: names)
    }

    @Test func operatorsHaveTheirUsualForm() {
        #expect(node(x) == .words("x"))
        #expect(node(.constant(2.5)) == .number(2.5))
        #expect(node(.unary(.squareRoot, x)) == .squareRoot(.words("x")))
        #expect(node(.unary(.square, x)) == .power(.words("x"), .number(2)))
        #expect(node(.unary(.cube, x)) == .power(.words("x"), .number(3)))
        #expect(node(.unary(.inverse, x)) == .fraction(.number(1), .words("x")))
        #expect(node(.unary(.logarithm, x)) == .function("ln", .words("x")))
        #expect(node(.unary(.exponential, x)) == .function("exp", .words("x")))
        #expect(node(.unary(.absolute, x)) == .absolute(.words("x")))
        #expect(
            node(.binary(.add, x, y)) == .row([.words("x"), .operator("+"), .words("y")]))
        #expect(node(.binary(.divide, x, y)) == .fraction(.words("x"), .words("y")))
        #expect(
            node(.binary(.absoluteDifference, x, y))
                == .absolute(.row([.words("x"), .operator("\u{2212}"), .words("y")])))
        #expect(
            node(.binary(.minimum, x, y))
                == .function("min", .row([.words("x"), .operator(","), .words("y")])))
    }

    @Test func bracketsStandWherePrecedenceNeedsThem() {
        let sum = Expression.binary(.add, x, y)
        let shown = MathNode.parentheses(node(sum))
        #expect(
            node(.binary(.multiply, sum, y)) == .row([shown, .operator("\u{b7}"), .words("y")]))
        #expect(
            node(.binary(.multiply, x, sum)) == .row([.words("x"), .operator("\u{b7}"), shown]))
        #expect(
            node(.binary(.subtract, x, sum))
                == .row([.words("x"), .operator("\u{2212}"), shown]))
        #expect(
            node(.binary(.subtract, sum, x))
                == .row([node(sum), .operator("\u{2212}"), .words("x")]))
        #expect(node(.unary(.square, sum)) == .power(shown, .number(2)))
        #expect(node(.unary(.squareRoot, sum)) == .squareRoot(node(sum)))
        #expect(node(.binary(.divide, sum, x)) == .fraction(node(sum), .words("x")))
        let root = Expression.unary(.squareRoot, x)
        #expect(node(.unary(.square, root)) == .power(.parentheses(node(root)), .number(2)))
    }

    @Test(arguments: [(1.0 as Double?, 2.0 as Double?), (1, nil), (nil, 2), (nil, nil)])
    func aRuleShowsTheBoundsThatItHas(lower: Double?, upper: Double?) {
        let figures = RuleFigures(inside: [true], positive: [true], weights: [1])
        let rule = Rule(expression: x, lower: lower, upper: upper, spread: 1, figures: figures)
        var expected: [MathNode] = [.words("x")]
        if let lower { expected = [.number(lower), .operator("\u{2264}")] + expected }
        if let upper { expected += [.operator("\u{2264}"), .number(upper)] }
        #expect(MathNode(rule, names: names) == .row(expected))
    }
}
