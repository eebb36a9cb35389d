/// Inputs to start from: valid ones of every form, so that changes reach every branch.
package enum Seeds {
    package static let formulas = [
        "Al63Cu25Fe12", "Al 63 Cu 25 Fe 12", "(Al0.7Cu0.3)86Yb14", "Cd₅.₇Yb", "Cd5.7Yb", "NaCl",
        "[Al{Cu(Fe2)3}4]5", "CuSO4·5H2O", "Al.5Cu.5", "Al1e2Cu1E-2Fe1e+1", "D2O", "T2O",
        "Mg\u{a0}Zn\u{2009}Y\u{202f}2", "Fe•2Al⋅3Cu∙4Ni", "((((Al))))", "AL63", "al63", "Al-5",
        "Al0", "()", "Al(", "Al)", "5Al", "·Al", "Al,Cu", "Uuo", "Xx", " ", "",
        "Al0.123456789012345678Cu9007199254740993", "Al1e308Cu1e308", "Al1e-320Cu1", "é", "Al–Cu",
        "H1He1Li1Be1B1C1N1O1F1Ne1Na1Mg1Al1Si1P1S1Cl1Ar1K1Ca1",
    ].map { Array($0.utf8) }

    package static let formulaWords = [
        "Al", "Cu", "Yb", "(", ")", "[", "]", "{", "}", "·", "₅", ".", "e", "E5", "e-320", "1e308",
        "0.0", "00", ".5", "5.", "\u{a0}", "-", "–", "D", "T", "Og", "x",
    ]

    package static let labels = [
        "Al-Cu-Fe", "(Al-Cu-Fe)90Mg10", "(Al-TM-TM)97.5Si2.5", " (Al-Cu-Fe)1Mg1 ", "Al-Al-Cu",
        "(Al-Cu-Fe)90Al10", "(Al-Cu-Fe)0Mg1", "(Al-Cu)1Mg1", "Al", "", "Al-", "(Al-Cu-Fe",
        "(Al-Cu-Fe)999999Mg999999", "(Al-Cu-Fe)9223372036854775807Mg1",
    ].map { Array($0.utf8) }

    package static let tables = [
        "a,b\n1,2\n", "a,b\r\n1,\"2\"\r\n\r\n3,\"4,\"\"5\"\"\n6\"\n", "\u{feff}a,b\r1,2\r",
        "symbol,radius,x_mass\nAl,121,\nCu,132,63.5\n", "a\n\"\"\n", "a\n\n\"x\"",
        "\"\u{feff}a\",b\n1,2\n", "\"a\"b\n",
        "a,a\n", "a,b\n1\n", "a\n\"", "\n\r\n", "", ",\n,\n", "\"a\"\"b\",\"c\nd\"\n1,nan\n",
        "formula,phase_class,stability\nAl80Mn20,quasicrystal,stable\nTi₂C,ordinary,stable\n",
        "a,b,c,d,e,f,g,h\n1e5,-2,.5,inf,0x10,1_0, 3,4 \n", "a\r\"\r\"\rb",
    ].map { Array($0.utf8) }

    package static let tableWords = [
        ",", "\"", "\"\"", "\r", "\n", "\r\n", ",,", "\"\n\"", "\u{feff}", "a", "a,a", "\",\"",
    ]

    package static let pipelines = [
        "dataset: {path: data}\nsweep: {systems: [Al-Cu-Fe]}\n", full, aliases,
        "dataset: {path: x, keep: {stability: [stable, metastable], other: y}}\n"
            + "sweep: {elements: all}\nmodel: {preset: liu2021}\n",
        "dataset: {path: x}\nsweep: {elements: [Al, TM]}\n"
            + "model: {rounds: 5, learning_rate: 0.1, ridge: 1, row_share: .5}\n",
        "dataset: {path: x}\nsweep: {families: [Al-TM-TM], skip_below: none}\n"
            + "model: {trees: 10, max_depth: none, max_features: 7, class_weights: balanced}\n",
        "%YAML 1.1\n---\ndataset: !!map {path: !!str 5}\nsweep: {systems: &a [Al-Cu-Fe]}\n...\n",
        "a: 1\na: 2\n", "- 1\n- 2\n", "text", "", "a: [1, 2", "a: \"x", "\tb: 1", "a: *b",
        "? [x]\n: 1",
        "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\nmodel: {seed: 1:30}\n",
        "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n"
            + "model: {seed: 1:1:1:1:1:1:1:1:1:1:1:1:1:1}\n",
        "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\nmodel: {seed: 0x1f}\n"
            + "rules: {floor: 1_0.5, seed: +0o17, minimum_coverage: .inf}\n",
        "dataset: |\n  path\nsweep: >\n  text\n", "--- a\n--- b\n", "<<: {dataset: {path: x}}\n",
    ].map { Array($0.utf8) }

    package static let pipelineWords = [
        "dataset", "path", "sweep", "model", "maps", "rules", "report", "seed", "divisions",
        "preset", "systems", "elements", "sections", "all", ": ", "\n  ", "- ", "[", "]", "{", "}",
        "&a ", "*a", "!!binary ", "!!float ", "!!int ", "2001-12-14t21:59:43.10-05:00", ".inf",
        ".nan", "-.INF", "~", "null", "yes", "0x7fffffffffffffff", "0b1", "1:59:59", "\"", "'", "#",
        "|", ">", "? ", "<<", "%YAML 1.2", "---", "...", "none",
    ]

    private static let full = """
        title: Everything
        dataset:
          path: ../data
          formula_column: formula
          class_column: phase
          duplicates: merge
          contradictions: rarest
        descriptors:
          properties: [atomic_radius, period]
          statistics: [ave, var, max, min]
          stoichiometry: [element_count]
          missing: mask
        model:
          preset: forest
          trees: 20
          criterion: gini
          max_depth: 9
          max_features: sqrt
          sampling: bootstrap
          gate_non_metals: true
          homologue_weight: 0.5
          seed: 7
        validation: {protocols: [system, family], folds: 4, seed: 3, repeats: 2}
        sweep:
          groups: {Late: [Fe, Co, Ni], Other: [RE, Zn]}
          families: [Al-Late-TM]
          sections:
            - (Al-Cu-Fe)95Mg5
            - {system: Al-Late-Cu, element: [Si, Ge], at_percent: [5, 10]}
          quaternaries: Al-Cu-Fe-Si
          divisions: 20
          target: quasicrystal
          maps: hits
          threshold: 0.5
          bits: 8
          skip_below: 0.1
          exclude: {toxic: true, radioactive: true, price_above: 1e3, elements: [Tl]}
          block: 64
        rules: {target: [quasicrystal], count: 3, rungs: 1, bootstraps: 5, nulls: 9, floor: 0.01}
        maps: {top: 3, formats: [svg], layers: [quasicrystal], width: 85, theme: dark, names: no}
        report: {candidates: 10, maps: 5}

        """

    private static let aliases = """
        a: &a [x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d {? *c : *c}
        dataset: {path: &p x}
        sweep: {systems: *c}

        """
}
