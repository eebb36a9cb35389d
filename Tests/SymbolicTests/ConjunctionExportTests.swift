import Basis
import Foundation
import Testing

@testable import Symbolic

@Suite("Forms of soft conjunctions")
struct ConjunctionExportTests {
    private func set() throws -> ConjunctionSet {
        let variables = [
            Variable(name: "e/a", unit: .dimensionless, latex: "e/a"),
            Variable(name: "r_1", unit: try Unit("pm")),
        ]
        let both = try SoftBand(
            variable: 0, up: .init(zero: 1.17, one: 1.3), down: .init(zero: 1.88, one: 1.8))
        let open = try SoftBand(variable: 1, up: nil, down: .init(zero: 145, one: 140))
        let rising = try SoftBand(variable: 1, up: .init(zero: -0.1, one: 0.2), down: nil)
        let model = ConjunctionModel(
            intercept: -4.2,
            terms: [
                ConjunctionTerm(coefficient: 2.85, bands: [both, open]),
                ConjunctionTerm(coefficient: -0.5, bands: [rising]),
            ], trainingLoss: 0.5, rSquaredTraining: 0.75,
            heldOut: ConjunctionFigures(
                loss: 0.6, standardError: 0.1, rSquared: 0.7, areaUnderCurve: 0.9,
                averagePrecision: nil))
        return try ConjunctionSet(variables: variables, models: [model])
    }

    @Test("a band is 0 outside, 1 inside and straight between; an open side stays 1")
    func band() throws {
        let band = try SoftBand(
            variable: 0, up: .init(zero: 1, one: 3), down: .init(zero: 8, one: 4))
        let values = [0, 1, 2, 3, 4, 6, 8, 9].map { band.value($0) }
        #expect(values == [0, 0, 0.5, 1, 1, 0.5, 0, 0])
        #expect(band.value(.nan).isNaN)
        let open = try SoftBand(variable: 0, up: .init(zero: 1, one: 3), down: nil)
        #expect([-1e300, 2, 1e300].map { open.value($0) } == [0, 0.5, 1])
    }

    @Test("bands without a side or with edges out of order are refused")
    func badBands() {
        let pairs: [(SoftBand.Side?, SoftBand.Side?)] = [
            (nil, nil), (.init(zero: 2, one: 1), nil), (nil, .init(zero: 1, one: 2)),
            (.init(zero: 1, one: 3), .init(zero: 4, one: 2)), (.init(zero: 1, one: 1), nil),
            (.init(zero: -.infinity, one: 1), nil),
        ]
        for (up, down) in pairs {
            #expect(throws: SymbolicError.self) {
                try SoftBand(variable: 0, up: up, down: down)
            }
        }
    }

    @Test("the formula equals the model at random points, and the units allow it")
    func expression() throws {
        let set = try set()
        let model = set.models[0]
        let formula = model.expression
        #expect(try formula.unit(set.variables).isDimensionless)
        var random = RandomStream(seed: 3).child("points")
        let points = (0..<500).map { _ in [0.8 + 1.5 * random.unit(), 160 * random.unit() - 5] }
        let columns = (0..<2).map { index in points.map { $0[index] } }
        let all = try #require(model.evaluate(columns: columns))
        for (row, point) in points.enumerated() {
            let value = try #require(model.value(at: point))
            let other = try #require(formula.value(at: point))
            #expect(abs(value - other) <= 1e-12)
            #expect(value == all[row])
        }
        #expect(model.value(at: [.nan, 1]) == nil)
        #expect(model.evaluate(columns: [[.nan], [1]]) == nil)
    }

    @Test("JSON reads back as written, and other documents are refused")
    func json() throws {
        let set = try set()
        let bytes = try set.json()
        #expect(try ConjunctionSet(json: bytes) == set)
        let text = String(decoding: bytes, as: UTF8.self)
        let missing = text.replacingOccurrences(of: "\"variable\" : 1", with: "\"variable\" : 2")
        #expect(throws: SymbolicError.self) { try ConjunctionSet(json: Array(missing.utf8)) }
        let order = text.replacingOccurrences(of: "1.17", with: "1.7")
        #expect(throws: SymbolicError.self) { try ConjunctionSet(json: Array(order.utf8)) }
        let other = text.replacingOccurrences(of: "quasiscreen.conjunctions", with: "x")
        #expect(
            throws: SymbolicError.wrongSchema(
                found: "x 1", expected: "quasiscreen.conjunctions 1")
        ) { try ConjunctionSet(json: Array(other.utf8)) }
    }

    @Test("text and CSV show every edge with its unit")
    func text() throws {
        let set = try set()
        #expect(
            set.text(set.models[0]) == """
                -4.2
                  + 2.85 [1.17~1.3 < e/a < 1.8~1.88] [r_1 < 140~145 pm]
                  - 0.5 [-0.1~0.2 pm < r_1]
                """)
        #expect(
            set.csv == """
                model,term,coefficient,variable,unit,up_zero,up_one,down_one,down_zero
                2,0,-4.2,,,,,,
                2,1,2.85,e/a,,1.17,1.3,1.8,1.88
                2,1,2.85,r_1,pm,,,140.0,145.0
                2,2,-0.5,r_1,pm,-0.1,0.2,,

                """)
    }

    @Test("every form is there under its name and holds the model")
    func files() throws {
        let files = try set().files()
        #expect(
            files.map(\.name) == [
                "surrogate.csv", "surrogate.json", "surrogate.tex", "surrogate.md",
                "surrogate.py", "surrogate.sympy.txt",
            ])
        for file in files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(text.contains("2.85") && text.contains("1.17"), "\(file.name)")
        }
        let latex = String(decoding: files[2].bytes, as: UTF8.self)
        #expect(latex.contains("\\bigl[1.17 \\sim 1.3 < e/a < 1.8 \\sim 1.88\\bigr]"))
    }
}
