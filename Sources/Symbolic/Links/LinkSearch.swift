import Basis
import Foundation

/// Looks for laws of the form y = a + b P mean(sum of parts), see ``Link``: quotients, roots and
/// exponentials of sums, whose parts correlate with nothing as long as the link is not taken off.
///
/// Factors P are products of powers with few variables and, where the target's unit is known, those
/// whose unit leaves one that parts have. The best of them are multiplied with functions and
/// binomials as long as that helps.
struct LinkSearch {
    /// Rows that are looked at until constants are moved.
    private static let rows = 256
    private static let variables = 10
    private static let factors = 1_500
    private static let products = 150_000
    private static let largestGroup = 8
    private static let terms = 3
    /// Parts up to which the large set serves for everything.
    private static let fewParts = 2_000
    private static let width = 3
    /// Parts up to which more sums are followed from the start.
    private static let fewChoices = 100
    private static let followed = 10
    private static let rounds = 4
    private static let extensions = 150
    /// Nodes of what a factor is multiplied with.
    private static let largestExtension = 11
    /// One part of a sum costs as much as so many candidates of a screening.
    private static let partCost = 40
    private static let refined = 24
    private static let refinedWidth = 10
    /// Factors that the large set of parts is tried with.
    private static let widenedPairs = 8
    /// Nodes of a factor.
    private static let largestFactor = 15

    let variables: [Variable]
    let columns: [[Double]]
    let target: [Double]
    let targetUnit: Unit?
    let weights: [Double]
    let operators: OperatorSet
    /// Variables by promise.
    let order: [Int]
    let growth: FormulaGrowth
    let maximumTerms: Int
    let threads: Int

    /// A factor and a link with the best sum behind them.
    private struct Entry {
        var factor: LinkFactor
        var link: Link
        var fit: LinkScoring.Fit
        var criterion: Double
        var isLarge = false
    }

    /// What the search looks at: some rows, units as numbers, and the parts.
    private struct View {
        var columns: [[Double]]
        var units: [UnitVector?]
        var targetUnit: UnitVector?
        var one: UnitVector
        var small: LinkScoring
        var large: LinkScoring
        var hasDimensions: Bool
        var leading: [Int]
    }

    /// The best models, constants moved: without a factor from the large set of parts, then with
    /// factors, then with factors that functions and binomials are multiplied to.
    ///
    /// - Parameters:
    ///   - budget: sums that may be looked at; counted down.
    ///   - isEnough: whether some models leave nothing to look for.
    func run(
        budget: inout Int, until isEnough: ([FormulaGrowth.State]) throws -> Bool
    ) throws {
        let view = self.view()
        let links = Link.allCases.filter { $0.isWithin(operators) }
        var tried = Set<String>()
        let plain = LinkFactor(expression: nil, values: nil, unit: view.one)
        var entries = try refined(links.map { (plain, $0) }, view, &budget)
        if try isEnough(models(entries, view)) { return }
        let factors = self.factors(view).flatMap { factor in links.map { (factor, $0) } }
        entries = merged(entries, try scored(factors, view, &tried, &budget))
        entries = try widened(entries, view, &budget)
        if try isEnough(models(entries, view)) { return }
        let extensions = self.extensions(view)
        for _ in 0..<LinkSearch.rounds {
            guard let best = entries.first, budget > 0 else { return }
            let jobs = extended(entries, by: extensions, links)
            entries = merged(entries, try scored(jobs, view, &tried, &budget))
            guard let leader = entries.first, leader.criterion < best.criterion - growth.penalty / 2
            else { return }
            entries = try widened(entries, view, &budget)
            if try isEnough(models(entries, view)) { return }
        }
    }

    /// The leading factors with all links, and with a further factor.
    private func extended(
        _ entries: [Entry], by extensions: [LinkFactor], _ links: [Link]
    ) -> [(factor: LinkFactor, link: Link)] {
        let leading = entries.prefix(LinkSearch.followed)
        let relinked = leading.flatMap { entry in links.map { (entry.factor, $0) } }
        return relinked
            + leading.flatMap { entry in
                extensions.flatMap { other in
                    [false, true].compactMap { isBelow in
                        entry.factor.times(
                            other, isBelow: isBelow, largest: LinkSearch.largestFactor
                        ).map { ($0, entry.link) }
                    }
                }
            }
    }

    private func view() -> View {
        let used = weights.indices.filter { weights[$0] > 0 }
        let count = min(used.count, LinkSearch.rows)
        let chosen = (0..<count).map { used[$0 * used.count / count] }
        let some = columns.map { column in chosen.map { column[$0] } }
        let basis = UnitBasis(variables.map(\.unit) + [targetUnit].compactMap { $0 })
        let units = variables.map { basis.vector($0.unit) }
        let leading = Array(order.prefix(LinkSearch.variables)).filter { units[$0] != nil }
        let own = leading.compactMap { units[$0] }
        let hasDimensions = !own.allSatisfy(\.isDimensionless)
        var groups = [PowerVectors.Product]()
        if hasDimensions {
            let size = PowerVectors.size(
                variables: leading.count, most: LinkSearch.largestGroup,
                products: LinkSearch.products)
            groups = PowerVectors.groups(own, one: basis.one, size: size).map {
                spread($0, leading)
            }
        }
        func scoring(isLarge: Bool) -> LinkScoring {
            LinkScoring(
                parts: LinkParts(
                    variables: variables, columns: some, operators: operators, basis: basis,
                    groups: groups, order: order.filter { units[$0] != nil }, hasConstants: true,
                    isLarge: isLarge),
                target: chosen.map { target[$0] }, weights: chosen.map { weights[$0] },
                penalty: growth.penalty, hasIntercept: operators.has(.add))
        }
        let large = scoring(isLarge: true)
        let isSmall = large.parts.parts.count <= LinkSearch.fewParts
        return View(
            columns: some, units: units, targetUnit: targetUnit.flatMap(basis.vector),
            one: basis.one, small: isSmall ? large : scoring(isLarge: false), large: large,
            hasDimensions: hasDimensions, leading: leading)
    }

    private func spread(
        _ product: PowerVectors.Product, _ leading: [Int]
    ) -> PowerVectors.Product {
        var exponents = [Int](repeating: 0, count: variables.count)
        for (exponent, variable) in zip(product.exponents, leading) {
            exponents[variable] = exponent
        }
        return PowerVectors.Product(exponents: exponents, unit: product.unit)
    }

    /// The unit of the sum behind a link; `nil` where the units do not allow the two.
    private func sumUnit(_ factor: UnitVector, _ link: Link, _ view: View) -> UnitVector?? {
        guard let whole = view.targetUnit else {
            return link == .logarithm ? .some(view.one) : .some(nil)
        }
        let left = whole.times(factor, doubled: -2)
        if link == .logarithm { return left.isDimensionless ? .some(view.one) : nil }
        let unit = left.raised(doubled: link.doubledPower)
        return view.large.has(unit) ? .some(unit) : nil
    }

    /// Products of powers, the number 1 first.
    private func factors(_ view: View) -> [LinkFactor] {
        let leading = view.leading
        let known = view.targetUnit != nil && view.hasDimensions
        let size =
            known
            ? PowerVectors.size(
                variables: leading.count, most: LinkSearch.largestGroup,
                products: LinkSearch.products) : 2
        let products = PowerVectors.all(
            leading.compactMap { view.units[$0] }, one: view.one, size: size
        ) { unit in
            Link.allCases.contains { sumUnit(unit, $0, view) != nil }
        }
        return products.prefix(LinkSearch.factors).compactMap { product in
            let whole = spread(product, leading)
            guard product.size > 0 else {
                return LinkFactor(expression: nil, values: nil, unit: view.one)
            }
            guard let formula = Expression.product(whole.exponents, operators),
                let values = formula.evaluate(columns: view.columns), !values.contains(0)
            else { return nil }
            return LinkFactor(expression: formula, values: values, unit: product.unit)
        }
    }

    /// What factors are multiplied with: variables, functions of pure numbers, and binomials.
    private func extensions(_ view: View) -> [LinkFactor] {
        let small = view.small.parts.parts
        let binomials = view.large.parts.binomials
        let own = (small + view.large.parts.complements + binomials).ordered(by: \.complexity)
        let found = own.compactMap { part -> LinkFactor? in
            let formula = part.expression
            switch formula {
            case .variable: break
            case .unary(.exponential, _), .unary(.sine, _), .unary(.cosine, _),
                .unary(.logarithm, _):
                if formula.hasConstant { return nil }
            case .binary(.add, _, _), .binary(.subtract, _, _), .binary(.absoluteDifference, _, _):
                break
            default: return nil
            }
            guard formula.complexity <= LinkSearch.largestExtension,
                let values = formula.evaluate(columns: view.columns),
                !values.contains(0)
            else { return nil }
            return LinkFactor(expression: formula, values: values, unit: part.unit)
        }
        return Array(found.prefix(LinkSearch.extensions))
    }

    private func scored(
        _ jobs: [(factor: LinkFactor, link: Link)], _ view: View, _ tried: inout Set<String>,
        _ budget: inout Int
    ) throws -> [Entry] {
        var fresh = [(factor: LinkFactor, link: Link, unit: UnitVector?)]()
        for job in jobs {
            guard let unit = sumUnit(job.factor.unit, job.link, view) else { continue }
            if tried.insert(key(job.factor, job.link)).inserted {
                fresh.append((job.factor, job.link, unit))
            }
        }
        var chosen = [(factor: LinkFactor, link: Link, unit: UnitVector?)]()
        for job in fresh where budget > 0 {
            budget -= LinkSearch.partCost * view.small.count(of: job.unit)
            chosen.append(job)
        }
        let jobs = chosen
        let found = try Parallel.map(count: jobs.count, threads: threads) { index -> [Entry] in
            let job = jobs[index]
            let count = view.small.count(of: job.unit)
            return view.small.fits(
                factor: job.factor.values, link: job.link, unit: job.unit,
                terms: LinkSearch.terms,
                width: count <= LinkSearch.fewChoices
                    ? LinkSearch.refinedWidth : LinkSearch.width,
                exchanges: count <= LinkSearch.fewParts
            ).map { entry(job.factor, job.link, $0, view.small) }
        }
        return merged([], found.flatMap { $0 })
    }

    private func entry(
        _ factor: LinkFactor, _ link: Link, _ fit: LinkScoring.Fit, _ scoring: LinkScoring,
        isLarge: Bool = false
    ) -> Entry {
        let nodes = factor.complexity + link.nodes + scoring.nodes(fit.members)
        return Entry(
            factor: factor, link: link, fit: fit,
            criterion: growth.criterion(fit.loss, nodes), isLarge: isLarge)
    }

    private func merged(_ first: [Entry], _ second: [Entry]) -> [Entry] {
        let sorted = (first + second).ordered(by: \.criterion)
        var counts = [Int](repeating: 0, count: LinkSearch.terms + 1)
        // Short sums stay: moving their constants may gain what more parts gain without.
        return sorted.filter { entry in
            counts[entry.fit.members.count] += 1
            return counts[entry.fit.members.count] <= LinkSearch.refined
        }
    }

    /// The entries with the leading factors and links tried with more parts.
    private func widened(
        _ entries: [Entry], _ view: View, _ budget: inout Int
    ) throws -> [Entry] {
        guard view.small.parts.parts.count < view.large.parts.parts.count else { return entries }
        var seen = Set<String>()
        let leading = entries.filter {
            !$0.isLarge && seen.insert(key($0.factor, $0.link)).inserted
        }.prefix(LinkSearch.widenedPairs).map { ($0.factor, $0.link) }
        return merged(entries, try refined(leading, view, &budget))
    }

    /// Factors and links with the large set of parts to choose from.
    private func refined(
        _ pairs: [(factor: LinkFactor, link: Link)], _ view: View, _ budget: inout Int
    ) throws -> [Entry] {
        let more = try Parallel.map(count: pairs.count, threads: threads) { index -> [Entry] in
            let (factor, link) = pairs[index]
            guard let unit = sumUnit(factor.unit, link, view) else { return [] }
            return view.large.fits(
                factor: factor.values, link: link, unit: unit, terms: LinkSearch.terms,
                width: LinkSearch.refinedWidth, exchanges: true, isThorough: true
            ).map { entry(factor, link, $0, view.large, isLarge: true) }
        }
        budget -= pairs.count * view.large.parts.parts.count * LinkSearch.partCost
        return merged([], more.flatMap { $0 })
    }

    private func key(_ factor: LinkFactor, _ link: Link) -> String {
        "\(link) \(factor.expression?.text(variables.map(\.name)) ?? "")"
    }

    /// The formulas of some entries, constants moved and shortened.
    private func models(_ entries: [Entry], _ view: View) throws -> [FormulaGrowth.State] {
        // Steps and sets of parts lead to one sum more than once.
        var seen = Set<[Expression]>()
        let formulas = entries.flatMap { entry in
            LinkFormula(
                factor: entry.factor.expression, link: entry.link, fit: entry.fit,
                parts: entry.isLarge ? view.large.parts : view.small.parts,
                maximumTerms: maximumTerms
            ).models
        }.filter { model in
            model.allSatisfy { $0.complexity <= growth.maximumComplexity }
                && seen.insert(model).inserted
        }
        var fixed = growth
        fixed.constants.movesOnes = false
        let short = ShortConstants(growth: fixed)
        return try fixed.kept(formulas, threads: threads).map(short.shortened)
    }
}
